package org.palinode.autodiff.decomposition;

import org.palinode.autodiff.tensor.Tensor;

/**
 * The singular values of A = U diag(σ) Vᵀ for A [..., m, n] with k = min(m, n).
 *
 * @param left U, orthonormal columns, [..., m, k]
 * @param values σ, falling, [..., k]
 * @param right Vᵀ, orthonormal rows, [..., k, n]
 */
public record Svd(Tensor left, Tensor values, Tensor right) {}
