package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Additive Runge–Kutta method for a field in two parts, as a {@link org.palinode.ode.term.MultiTerm} gives it: the explicit part is only
 * evaluated, and nonlinear equations are solved for the implicit part alone. This is the stepping formula of every pair of tableaus.
 */
public interface AdditiveRungeKutta extends ImplicitSolver {
    AdditiveTableau tableau();

    /** The inside of a step from the sums of the increments of both parts. */
    DensePolynomial dense();

    @Override
    default boolean splitsField() {
        return true;
    }

    @Override
    default boolean estimatesError() {
        return tableau().explicit().error() != null;
    }

    @Override
    default StageTimes stageTimes() {
        return StageTimes.of(tableau().stages(), tableau().implicit()::c);
    }

    @Override
    default List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return tableau().isFirstSameAsLast()
                ? List.of(f.explicitPart().apply(t0, y0), f.implicitPart().apply(t0, y0))
                : List.of();
    }

    @Override
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        AdditiveTableau tableau = tableau();
        ImplicitTableau implicit = tableau.implicit();
        Field explicitPart = f.explicitPart();
        Field implicitPart = f.implicitPart();
        Tensor dt = h.cast(y0.dtype());
        StageEquations equations = new StageEquations(implicitPart, t0, dt, y0, rootFinder());
        boolean reused = tableau.isFirstSameAsLast();
        List<Tensor> k = new ArrayList<>();
        List<Tensor> l = new ArrayList<>();
        for (int i = 0; i < tableau.stages(); i++) {
            if (i == 0 && reused) {
                k.add(carry.get(0).times(dt));
                l.add(carry.get(1).times(dt));
                continue;
            }
            Tensor t = implicit.c(i) == 0 ? t0 : t0.plus(h.times(implicit.c(i)));
            Tensor y = Combination.from(Combination.from(y0, tableau.explicit().a(i), k), implicit.a(i), l);
            if (implicit.isExplicit(i)) {
                l.add(implicitPart.apply(t, y).times(dt));
            } else {
                l.add(equations.solve(t, y, implicit.diagonal(i), Combination.of(implicit.predictor(i), l)));
                y = y.plus(l.get(i).times(implicit.diagonal(i)));
            }
            k.add(explicitPart.apply(t, y).times(dt));
        }
        Tensor y1 = Combination.from(Combination.from(y0, tableau.explicit().b(), k), implicit.b(), l);
        Tensor error = estimatesError()
                ? Combination.from(Combination.of(tableau.explicit().error(), k), implicit.error(), l)
                : null;
        List<Tensor> dense =
                dense().of(this, tableau.stages()).values(y0, y1, i -> k.get(i).plus(l.get(i)));
        int last = tableau.stages() - 1;
        List<Tensor> next =
                reused ? List.of(k.get(last).dividedBy(dt), l.get(last).dividedBy(dt)) : List.of();
        return new Step(y1, error, dense, next, Optional.of(equations.inner()));
    }

    @Override
    default Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return dense().evaluate(theta, dense);
    }
}
