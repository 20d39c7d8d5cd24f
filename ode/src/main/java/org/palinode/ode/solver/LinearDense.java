package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** Dense output along the chord, y₀ + θ(y₁ − y₀), for solvers that keep y₀ and y₁ and no more. */
final class LinearDense {
    private static final DensePolynomial CHORD = DensePolynomial.linear(0);

    private LinearDense() {}

    static Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return CHORD.evaluate(theta.cast(dense.get(0).dtype()), dense.get(0), dense.get(1), List.of());
    }
}
