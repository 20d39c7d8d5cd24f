package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Diagonally implicit Runge–Kutta method: a tableau, a polynomial for the inside of a step, an order. This is the stepping formula of every
 * such tableau. To add a method, implement the getters.
 *
 * <p>Iterations are for the increments kᵢ and not for the states, which keeps small increments exact. Where a step ends at its last stage,
 * the slope in the carry is the last increment over h. The field itself there would multiply the error of the solve by its stiffness.
 */
public interface DiagonallyImplicitRungeKutta extends ImplicitSolver {
    ImplicitTableau tableau();

    DensePolynomial dense();

    @Override
    default boolean estimatesError() {
        return tableau().error() != null;
    }

    @Override
    default StageTimes stageTimes() {
        return StageTimes.of(tableau().stages(), tableau()::c);
    }

    @Override
    default List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return tableau().isFirstSameAsLast() && !f.changesBetweenSteps() ? List.of(f.apply(t0, y0)) : List.of();
    }

    @Override
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        ImplicitTableau tableau = tableau();
        Tensor dt = h.cast(y0.dtype());
        StageEquations equations = new StageEquations(f, t0, dt, y0, rootFinder());
        boolean reused = tableau.isFirstSameAsLast() && !f.changesBetweenSteps();
        List<Tensor> k = new ArrayList<>();
        for (int i = 0; i < tableau.stages(); i++) {
            Tensor t = tableau.c(i) == 0 ? t0 : t0.plus(h.times(tableau.c(i)));
            Tensor y = Combination.from(y0, tableau.a(i), k);
            if (i == 0 && reused) {
                k.add(carry.get(0).times(dt));
            } else if (tableau.isExplicit(i)) {
                k.add(f.apply(t, y).times(dt));
            } else {
                k.add(equations.solve(t, y, tableau.diagonal(i), guess(f, t0, dt, y0, tableau.predictor(i), k)));
            }
        }
        Tensor y1 = Combination.from(y0, tableau.b(), k);
        Tensor error = estimatesError() ? Combination.of(tableau.error(), k) : null;
        List<Tensor> dense = dense().of(this, tableau.stages()).values(f, y0, y1, k::get);
        List<Tensor> last = reused ? List.of(k.get(k.size() - 1).dividedBy(dt)) : List.of();
        return new Step(y1, error, dense, last, Optional.of(equations.inner()));
    }

    /** Without a predictor the slope at the start. */
    private static Tensor guess(Field f, Tensor t0, Tensor dt, Tensor y0, double[] predictor, List<Tensor> k) {
        return predictor.length == 0 ? f.apply(t0, y0).times(dt) : Combination.of(predictor, k);
    }

    @Override
    default Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return dense().evaluate(theta, dense);
    }
}
