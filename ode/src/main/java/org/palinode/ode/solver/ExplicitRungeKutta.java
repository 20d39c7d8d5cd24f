package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Explicit Runge–Kutta method: a tableau, a polynomial for the inside of a step, an order. This is the stepping formula of every tableau.
 * To add a method, implement the three getters.
 *
 * <p>Where the first stage is the last of the step before, its slope is the carry and is not evaluated again.
 */
public interface ExplicitRungeKutta extends Solver {
    ButcherTableau tableau();

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
    default Optional<StrongOrders> strongOrders() {
        return Optional.of(new StrongOrders(Calculus.STRATONOVICH, 0.5, 1, 1));
    }

    @Override
    default List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return carriesSlope(f) ? List.of(f.apply(t0, y0)) : List.of();
    }

    @Override
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        ButcherTableau tableau = tableau();
        Tensor dt = h.cast(y0.dtype());
        List<Tensor> k = new ArrayList<>();
        Tensor y = y0;
        for (int i = 0; i < tableau.stages(); i++) {
            y = i == 0 ? y0 : y0.plus(Combination.of(tableau.a(i), k).times(dt));
            boolean known = i == 0 && carriesSlope(f);
            k.add(known ? carry.get(0) : f.apply(tableau.c(i) == 0 ? t0 : t0.plus(h.times(tableau.c(i))), y));
        }
        boolean reused = tableau.isFirstSameAsLast();
        Tensor y1 = reused ? y : y0.plus(Combination.of(tableau.b(), k).times(dt));
        Tensor error = estimatesError() ? Combination.of(tableau.error(), k).times(dt) : null;
        List<Tensor> dense = dense().of(this, tableau.stages())
                .values(f, y0, y1, i -> k.get(i).times(dt));
        return new Step(y1, error, dense, carriesSlope(f) ? k.subList(k.size() - 1, k.size()) : List.of());
    }

    private boolean carriesSlope(Field f) {
        return tableau().isFirstSameAsLast() && !f.changesBetweenSteps();
    }

    @Override
    default Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return dense().evaluate(theta, dense);
    }
}
