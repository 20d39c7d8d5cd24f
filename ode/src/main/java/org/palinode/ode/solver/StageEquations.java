package org.palinode.ode.solver;

import java.util.HashMap;
import java.util.Map;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.root.Root;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The equations k = h f(t, y + dk) of the implicit stages of one step. The Jacobian of the field is taken once, at the start of the step, and
 * I − h d J is factored once for each d: once a step where all stages have the same.
 */
final class StageEquations {
    private final Field f;
    private final Tensor t0;
    private final Tensor dt;
    private final Tensor y0;
    private final RootFinder finder;
    private final Map<Double, Factors> factors = new HashMap<>();
    private Tensor jacobian;
    private InnerSolves inner;

    /** @param dt h in the type of the state */
    StageEquations(Field f, Tensor t0, Tensor dt, Tensor y0, RootFinder finder) {
        this.f = f;
        this.t0 = t0;
        this.dt = dt;
        this.y0 = y0;
        this.finder = finder;
    }

    /** The increment k, found from {@code guess}; whether it was found is in {@link #inner}. */
    Tensor solve(Tensor t, Tensor y, double d, Tensor guess) {
        Factors matrix = finder.needsFactors() ? factors.computeIfAbsent(d, this::factored) : null;
        Root root = finder.find(k -> k.minus(f.apply(t, y.plus(k.times(d))).times(dt)), guess, y0, matrix);
        InnerSolves solved = new InnerSolves(root.status(), root.evaluations(), root.jacobians());
        inner = inner == null ? solved : inner.and(solved);
        return root.iterate();
    }

    private Factors factored(double d) {
        MatrixStructure structure = finder.structure();
        if (jacobian == null) {
            jacobian = JacobianCall.at(y -> f.apply(t0, y), y0, structure).stopGradient();
        }
        Tensor identity = structure.seeds(y0.size()).cast(y0.dtype());
        return Factors.of(
                structure, identity.minus(jacobian.times(dt.stopGradient().times(d))));
    }

    /** The report of all solves together. */
    InnerSolves inner() {
        return inner;
    }
}
