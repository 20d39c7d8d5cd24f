package org.palinode.autodiff.decomposition;

import org.palinode.autodiff.tensor.Tensor;

/**
 * The eigenvalues of symmetric matrices A = V diag(λ) Vᵀ.
 *
 * @param values λ, rising, [..., n]
 * @param vectors V, one vector a column, [..., n, n]; each may as well be its negative
 */
public record Eigen(Tensor values, Tensor vectors) {}
