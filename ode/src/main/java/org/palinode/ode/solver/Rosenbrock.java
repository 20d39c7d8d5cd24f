package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;

/**
 * Rosenbrock method: implicit, but with linear systems only. A step has one Jacobian, one factorisation and a solve for each stage, and
 * nothing that could fail to converge. A step whose matrix is singular is rejected. This is the stepping formula of every such tableau.
 * Errors are estimated with the matrix of the start and that of the last stage: {@link RosenbrockError}.
 *
 * <p>The Jacobian is part of the formula: it must be exact, and derivatives of a step go through it.
 */
public interface Rosenbrock extends Solver {
    @Override
    default boolean isImplicit() {
        return true;
    }

    RosenbrockTableau tableau();

    /** The scale of errors, which {@link #withTolerancesFrom} an adaptive controller keeps; without it estimates are a little less safe. */
    default Optional<ErrorScale> tolerated() {
        return Optional.empty();
    }

    /** The structure of the Jacobian of the field. */
    MatrixStructure structure();

    @Override
    default boolean estimatesError() {
        return true;
    }

    /** Additive noise alone: with other noise the equations of a step need not have a solution. */
    @Override
    default Optional<StrongOrders> strongOrders() {
        return Optional.of(StrongOrders.additive(1));
    }

    @Override
    default boolean isLinearlyImplicit() {
        return true;
    }

    @Override
    default StageTimes stageTimes() {
        return StageTimes.of(tableau().stages(), tableau()::c);
    }

    @Override
    default List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return List.of();
    }

    @Override
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        RosenbrockTableau tableau = tableau();
        Tensor dt = h.cast(y0.dtype());
        Factors matrix = matrix(f, t0, dt, y0);
        Tensor drift = timeSlope(f, t0, y0).times(dt.square());
        List<Tensor> u = new ArrayList<>();
        List<Tensor> solved = new ArrayList<>();
        Tensor t = t0;
        Tensor y = y0;
        for (int i = 0; i < tableau.stages(); i++) {
            t = tableau.c(i) == 0 ? t0 : t0.plus(h.times(tableau.c(i)));
            y = Combination.from(y0, tableau.a(i), u);
            Tensor slope = f.apply(t, y).times(dt);
            Tensor right = Combination.from(slope, tableau.g(i), u);
            if (tableau.d(i) != 0) {
                right = right.plus(drift.times(tableau.d(i)));
            }
            solved.add(right.times(tableau.gamma()));
            u.add(matrix.attempt(solved.get(i)));
        }
        Tensor y1 = Combination.from(y0, tableau.m(), u);
        List<Tensor> dense = new ArrayList<>(List.of(y0, y1));
        int rows = f.isRough() ? 0 : tableau.denseRows();
        for (int row = 0; row < rows; row++) {
            dense.add(Combination.of(tableau.dense(row), u));
        }
        RosenbrockError error = new RosenbrockError(
                matrix, Combination.of(tableau.error(), u), Combination.of(tableau.error(), solved), tolerated());
        Tensor failed = matrix.status().maximum(isNotFinite(drift)).times(RootStatus.SINGULAR.code());
        InnerSolves inner = new InnerSolves(failed, Tensor.scalar(0), Tensor.scalar(0));
        return new Step(y1, error.with(f, t, y, dt.times(tableau.gamma())), dense, List.of(), Optional.of(inner));
    }

    /** I − hγJ, factored. */
    private Factors matrix(Field f, Tensor t0, Tensor dt, Tensor y0) {
        Tensor jacobian = JacobianCall.at(y -> f.apply(t0, y), y0, structure());
        Tensor identity = structure().seeds(y0.size()).cast(y0.dtype());
        return Factors.of(
                structure(), identity.minus(jacobian.times(dt.times(tableau().gamma()))));
    }

    /** 1 where ∂f/∂t is not finite, as that of √t at 0, so that no shorter step can be taken either; else 0. */
    private static Tensor isNotFinite(Tensor drift) {
        return drift.abs()
                .sum()
                .cast(DType.FLOAT64)
                .lessEqual(Double.MAX_VALUE)
                .negate()
                .plus(1);
    }

    /** ∂f/∂t at the start. */
    private static Tensor timeSlope(Field f, Tensor t0, Tensor y0) {
        Tangents tangents = new Tangents();
        return tangents.tangent(f.apply(tangents.variable(t0, t0.onesLike()), y0));
    }

    @Override
    default Tensor interpolate(Tensor theta, List<Tensor> dense) {
        if (dense.size() == 2) {
            return DensePolynomial.CHORD.evaluate(theta, dense);
        }
        Tensor y0 = dense.get(0);
        Tensor fraction = theta.cast(y0.dtype());
        Tensor inside = dense.get(dense.size() - 1);
        for (int row = dense.size() - 2; row >= 2; row--) {
            inside = inside.times(fraction).plus(dense.get(row));
        }
        Tensor rest = fraction.negate().plus(1);
        return y0.plus(dense.get(1).minus(y0).plus(inside.times(rest)).times(fraction));
    }
}
