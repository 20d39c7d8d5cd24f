package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Milstein's method for Stratonovich's calculus: strong order 0.5, 1 for commutative and additive noise; one evaluation of drift and
 * diffusion and one product with the diffusion's Jacobian a step, no error estimate. Dense output: linear.
 *
 * <p>Source: P. E. Kloeden, E. Platen, "Numerical Solution of Stochastic Differential Equations", Springer, 1992, section 10.3.
 */
public record StratonovichMilstein() implements NoiseSolver {
    @Override
    public double order() {
        return 1;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(new StrongOrders(Calculus.STRATONOVICH, 0.5, 1, 1));
    }

    @Override
    public boolean estimatesError() {
        return false;
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Milstein formulas = new Milstein(NoisyField.of(f), t0, y0);
        Tensor dt = h.cast(y0.dtype());
        return Milstein.step(y0, formulas.stratonovich(dt));
    }
}
