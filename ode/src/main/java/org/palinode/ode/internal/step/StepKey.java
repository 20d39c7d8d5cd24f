package org.palinode.ode.internal.step;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.internal.noise.NoiseInputs;
import org.palinode.ode.solver.Solver;

/**
 * Key for which programs of steps are made, and by which they are found again.
 *
 * @param field the vector field as a program (t, y [n], parameters) → slope [n], then those of its explicit and implicit parts if it has
 *     any
 * @param scale what the error estimate is measured against; empty to compute none
 * @param windows which parameter holds the {@link TimeWindows} of the field; empty where it may be evaluated anywhere
 * @param noise which parameters hold the noise of a step; empty for ordinary equations
 */
public record StepKey(
        Program field, Solver solver, Optional<ErrorScale> scale, OptionalInt windows, Optional<NoiseInputs> noise) {
    /** A field that may be evaluated anywhere. */
    public StepKey(Program field, Solver solver, Optional<ErrorScale> scale) {
        this(field, solver, scale, OptionalInt.empty(), Optional.empty());
    }

    private Optional<NoiseInputs> heard() {
        return noise.filter(NoiseInputs::hasNoise);
    }

    /** True if there is noise, and not controls alone. */
    public boolean hasNoise() {
        return heard().isPresent();
    }

    /** The order of the error of a step. */
    public double errorOrder() {
        return heard().map(inputs -> solver.errorOrder(inputs.kind())).orElseGet(solver::errorOrder);
    }

    /** The same for another solver. */
    StepKey with(Solver other) {
        return new StepKey(field, other, scale, windows, noise);
    }

    /** A time of a step, held in the window in which {@code inside} lies. */
    public Tensor held(Tensor time, Tensor inside, List<Tensor> parameters) {
        return windows.isEmpty() ? time : TimeWindows.held(time, parameters.get(windows.getAsInt()), inside);
    }

    /** The field for evaluations that are not part of a step: its time held in the window in which it lies. */
    public Program heldField() {
        return TimeWindows.holding(field, windows);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StepKey that
                && field.equals(that.field)
                && solver.equals(that.solver)
                && scale.equals(that.scale)
                && windows.equals(that.windows)
                && noise.equals(that.noise);
    }

    @Override
    public int hashCode() {
        return 31 * field.hashCode() + solver.getClass().hashCode();
    }
}
