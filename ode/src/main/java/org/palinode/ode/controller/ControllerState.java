package org.palinode.ode.controller;

import java.util.Arrays;
import java.util.Objects;

/**
 * State of the step sizes of a solve after a step: the next size, the errors of earlier steps, ends of rejected steps. Its plain numbers
 * are constants under differentiation: steps are held fixed in gradients.
 *
 * @param controller the controller whose numbers these are
 * @param direction 1 for a solve forward in time, −1 for one back
 * @param numbers as {@link StepSizes#state} gave them
 */
public record ControllerState(StepSizeController controller, double direction, double[] numbers) {
    public ControllerState {
        Objects.requireNonNull(controller, "a controller state needs its controller");
        numbers = numbers.clone();
    }

    @Override
    public double[] numbers() {
        return numbers.clone();
    }

    /**
     * The step sizes of a solve that continues under {@code other}.
     *
     * @throws IllegalArgumentException if {@code other} is another controller, or the solve has another direction
     */
    public StepSizes resumed(StepSizeController other, Span span) {
        if (!controller.equals(other)) {
            throw new IllegalArgumentException("the controller state is of " + controller + ", but this solve is under "
                    + other + "; use the same controller, or restart step sizes: ResumePoint.withoutController()");
        }
        if (direction != span.direction()) {
            throw new IllegalArgumentException("the controller state is of a solve in the direction " + direction
                    + " of time, but this one goes in the direction " + span.direction()
                    + "; restart step sizes: ResumePoint.withoutController()");
        }
        return controller.resume(span, numbers);
    }

    /** Refuses numbers that {@code controller} cannot have given: another count. */
    static void requireCount(StepSizeController controller, int count, double[] numbers) {
        if (numbers.length != count) {
            throw new IllegalArgumentException(
                    "a state of " + controller.getClass().getSimpleName() + " has " + count + " numbers, got "
                            + numbers.length
                            + "; give all of ControllerState.numbers(), or restart step sizes: ResumePoint.withoutController()");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ControllerState state
                && controller.equals(state.controller)
                && direction == state.direction
                && Arrays.equals(numbers, state.numbers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(controller, direction, Arrays.hashCode(numbers));
    }

    @Override
    public String toString() {
        return "ControllerState[" + controller + ", " + Arrays.toString(numbers) + "]";
    }
}
