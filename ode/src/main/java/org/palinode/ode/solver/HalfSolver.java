package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.noise.LevyArea;

/**
 * Wrapper that gives any solver an error estimate: each step is computed as two halves, and once more as a whole. The difference of the two
 * results is the estimate (step doubling). The own estimates of Rosenbrock methods in the halves count too. Costs three steps of
 * {@code solver} a step. Dense output is that of the halves, each in its own half, so that it meets the solution.
 *
 * <p>Source: E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", section II.4.
 */
public record HalfSolver(Solver solver) implements Solver {
    @Override
    public boolean isImplicit() {
        return solver.isImplicit();
    }

    @Override
    public double order() {
        return solver.order();
    }

    @Override
    public double errorOrder() {
        return solver.order() + 1;
    }

    @Override
    public boolean estimatesError() {
        return true;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return solver.halvesSteps() ? Optional.empty() : solver.strongOrders();
    }

    @Override
    public boolean halvesSteps() {
        return true;
    }

    @Override
    public boolean stepsForwardOnly() {
        return solver.stepsForwardOnly();
    }

    @Override
    public boolean partsNoise() {
        return solver.partsNoise();
    }

    @Override
    public boolean solvesLangevin() {
        return solver.solvesLangevin();
    }

    @Override
    public LevyArea levyArea() {
        return solver.levyArea();
    }

    @Override
    public boolean isLinearlyImplicit() {
        return solver.isLinearlyImplicit();
    }

    @Override
    public StageTimes stageTimes() {
        StageTimes whole = solver.stageTimes();
        return whole.and(whole.part(0, 0.5)).and(whole.part(0.5, 0.5));
    }

    @Override
    public boolean splitsField() {
        return solver.splitsField();
    }

    @Override
    public boolean isSingleStep() {
        return solver.isSingleStep();
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return solver.init(f, t0, y0);
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Tensor half = h.times(0.5);
        Step first = solver.step(f.half(0), t0, half, y0, carry);
        Step second = solver.step(f.half(1), t0.plus(half), half, first.y(), first.carry());
        Step whole = solver.step(f, t0, h, y0, carry);
        List<Tensor> dense = new ArrayList<>(first.dense());
        dense.addAll(second.dense());
        return new Step(
                second.y(),
                estimate(first, second, second.y().minus(whole.y())),
                dense,
                second.carry(),
                InnerSolves.of(first, second, whole));
    }

    /** The difference; linearly implicit steps may all stand still together, of which only their own estimates know. */
    private Tensor estimate(Step first, Step second, Tensor difference) {
        return isLinearlyImplicit() && solver.estimatesError()
                ? difference
                        .abs()
                        .maximum(first.error().abs())
                        .maximum(second.error().abs())
                : difference;
    }

    @Override
    public Solver withTolerancesFrom(Optional<ErrorScale> scale) {
        return new HalfSolver(solver.withTolerancesFrom(scale));
    }

    @Override
    public Solver withStructure(MatrixStructure structure) {
        return new HalfSolver(solver.withStructure(structure));
    }

    @Override
    public Solver toRounding() {
        return new HalfSolver(solver.toRounding());
    }

    @Override
    public Tensor interpolate(Tensor theta, List<Tensor> dense) {
        int values = dense.size() / 2;
        Tensor twice = theta.times(2);
        Tensor first = solver.interpolate(twice, dense.subList(0, values));
        Tensor second = solver.interpolate(twice.minus(1), dense.subList(values, 2 * values));
        return Tensor.where(twice.lessEqual(1).cast(first.dtype()), first, second);
    }
}
