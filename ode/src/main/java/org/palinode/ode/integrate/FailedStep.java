package org.palinode.ode.integrate;

import java.util.OptionalDouble;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The step at which a solve failed.
 *
 * @param y where it started [n]
 * @param attempted where it would have ended [n]; what was last attempted there
 * @param stiffness |h| times the spectral radius of the field's Jacobian at the start, for solvers that solve no equations; explicit methods
 *     are stable up to about 3
 */
public record FailedStep(Tensor y, Tensor attempted, OptionalDouble stiffness) {
    /** Above this the size of steps is set by stability, not by accuracy: half of what explicit methods bear. */
    private static final double STIFF = 1.5;

    /** The failed step of a solve whose last attempt is in {@code stepper}. */
    public static FailedStep in(CompiledStepper stepper, Outcome outcome) {
        Tensor y = Tensor.copyOf(stepper.y());
        StepPrograms programs = stepper.programs();
        OptionalDouble stiffness = OptionalDouble.empty();
        if (!programs.solvesInside()) {
            double radius = SpectralRadius.estimate(
                    programs.signature().field(),
                    outcome.t(),
                    y,
                    stepper.parameters().stream().map(Tensor::owning).toList());
            double product = Math.abs(outcome.h()) * radius;
            stiffness = Double.isFinite(product) ? OptionalDouble.of(product) : OptionalDouble.empty();
        }
        return new FailedStep(y, Tensor.copyOf(stepper.yEnd()), stiffness);
    }

    /** Whether stability seems to have set the size of the steps. */
    public boolean looksStiff() {
        return stiffness.isPresent() && stiffness.getAsDouble() > STIFF;
    }
}
