package org.palinode.ode.internal.integrate;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.Stops;
import org.palinode.ode.controller.TimeNeighbours;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepKey;

/**
 * From where to where a solve goes, and what chooses its steps.
 *
 * @param t0 start
 * @param t1 end
 * @param y0 the flat initial state [n]
 * @param parameters arguments and closed-over tensors
 * @param controller of its step sizes
 * @param dt0 the first step asked for, signed; empty if none was
 * @param stops times that its steps must not pass
 */
public record Integration(
        double t0,
        double t1,
        Tensor y0,
        List<Tensor> parameters,
        StepSizeController controller,
        OptionalDouble dt0,
        Stops stops) {
    /** The order of the error of a step of strong order ½: what is known of a first step that must not look at the noise. */
    private static final double NOISY_ORDER = 1;

    /** The drift does not tell how strong the noise is: a first step is no larger part of the solve. */
    private static final double NOISY_PART = 0.01;

    /** A solve whose steps stop nowhere. */
    public Integration(
            double t0,
            double t1,
            Tensor y0,
            List<Tensor> parameters,
            StepSizeController controller,
            OptionalDouble dt0) {
        this(t0, t1, y0, parameters, controller, dt0, Stops.NONE);
    }

    /** 1 forward in time, −1 back. */
    double direction() {
        return IntegrationLoop.direction(t0, t1);
    }

    /** The longest step that leads no further than t1 and that the controller allows, without a sign. */
    double longestStep() {
        return Math.min(Math.abs(t1 - t0), controller.longestStep());
    }

    /** The span that the controller is told for a solve by {@code stepper}. */
    public Span span(CompiledStep stepper) {
        StepKey key = stepper.programs().key();
        double order = controller.errorOrder().orElse(key.errorOrder());
        double firstOrder = key.hasNoise() ? NOISY_ORDER : order;
        double longest = key.hasNoise() ? NOISY_PART * Math.abs(t1 - t0) : Double.POSITIVE_INFINITY;
        DoubleUnaryOperator estimate = time -> Math.min(
                longest,
                FirstStep.estimate(
                        key, firstOrder, from(direction() * time, Tensor.copyOf(stepper.y())), stepper::count));
        boolean trusted = dt0.isPresent() && !key.solver().isLinearlyImplicit();
        DoubleSupplier first = () -> Math.min(longest, FirstStep.estimate(key, firstOrder, this, stepper::count));
        double reach = key.solver().stageTimes().latest();
        return span(order, reach, trusted ? () -> Double.POSITIVE_INFINITY : first, estimate);
    }

    /** The span of a solve whose controller reads no errors. */
    Span plannedSpan(double order) {
        DoubleSupplier none = () -> {
            throw new IllegalStateException("a controller that adapts nothing asked for a first step by the error");
        };
        return span(order, 1, none, time -> none.getAsDouble());
    }

    private Integration from(double time, Tensor y) {
        return new Integration(time, t1, y, parameters, controller, dt0, stops);
    }

    private Span span(
            double order, double reach, DoubleSupplier automaticFirstStep, DoubleUnaryOperator automaticStep) {
        double direction = direction();
        OptionalDouble mirrored = dt0.stream().map(size -> direction * size).findFirst();
        DType timeType = TimeNeighbours.type(y0.dtype(), t0, t1);
        return new Span(
                direction * t0,
                direction * t1,
                mirrored,
                order,
                automaticFirstStep,
                automaticStep,
                direction,
                timeType,
                reach,
                stops);
    }
}
