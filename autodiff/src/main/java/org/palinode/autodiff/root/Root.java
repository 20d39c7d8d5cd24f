package org.palinode.autodiff.root;

import org.palinode.autodiff.tensor.Tensor;

/**
 * What the solve of a system of equations gives.
 *
 * @param value the root [n]; means nothing where {@code status} is not 0
 * @param status the code of a {@link RootStatus}, a float64 scalar
 * @param evaluations of the residual, a float64 scalar
 * @param jacobians evaluated by the iteration itself, a float64 scalar
 */
public record Root(Tensor value, Tensor status, Tensor evaluations, Tensor jacobians) {}
