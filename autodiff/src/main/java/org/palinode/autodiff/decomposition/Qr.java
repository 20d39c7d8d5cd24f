package org.palinode.autodiff.decomposition;

import org.palinode.autodiff.tensor.Tensor;

/**
 * The factors of A = Q R for A [..., m, n] with k = min(m, n).
 *
 * @param q orthonormal columns, [..., m, k]
 * @param r zeros below the diagonal, [..., k, n]
 */
public record Qr(Tensor q, Tensor r) {}
