package org.palinode.ode.integrate;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;

/**
 * From where to where a solve goes, and what chooses its steps.
 *
 * @param t0 start
 * @param t1 end
 * @param y0 the flat initial state [n]
 * @param parameters arguments and closed-over tensors
 * @param controller of its step sizes
 * @param dt0 the first step asked for, signed; empty if none was
 */
public record Integration(
        double t0, double t1, Tensor y0, List<Tensor> parameters, StepSizeController controller, OptionalDouble dt0) {
    /** 1 forward in time, −1 back. */
    double direction() {
        return IntegrationLoop.direction(t0, t1);
    }

    /** What the controller is told of the solve by {@code stepper}; refuses a first step that leads away from t1. */
    public Span span(CompiledStepper stepper) {
        StepPrograms.Signature signature = stepper.programs().signature();
        int order = controller.errorOrder().orElse(signature.solver().errorOrder());
        DoubleUnaryOperator estimate = time -> {
            stepper.count(FirstStep.EVALUATIONS);
            return FirstStep.estimate(signature, order, from(direction() * time, Tensor.copyOf(stepper.y())));
        };
        boolean trusted = dt0.isPresent() && !signature.solver().isLinearlyImplicit();
        DoubleSupplier first = () -> {
            stepper.count(FirstStep.EVALUATIONS);
            return FirstStep.estimate(signature, order, this);
        };
        double reach = signature.solver().stageTimes().latest();
        return span(order, reach, trusted ? () -> Double.POSITIVE_INFINITY : first, estimate);
    }

    /** As that, of a solve whose controller looks at no errors. */
    Span plannedSpan(int order) {
        DoubleSupplier none = () -> {
            throw new IllegalStateException("a controller that adapts nothing asked for a first step by the error");
        };
        return span(order, 1, none, time -> none.getAsDouble());
    }

    private Integration from(double time, Tensor y) {
        return new Integration(time, t1, y, parameters, controller, dt0);
    }

    private Span span(int order, double reach, DoubleSupplier automaticFirstStep, DoubleUnaryOperator automaticStep) {
        double direction = direction();
        OptionalDouble mirrored = dt0.isPresent() ? OptionalDouble.of(direction * dt0.getAsDouble()) : dt0;
        if (mirrored.isPresent() && !(mirrored.getAsDouble() > 0)) {
            throw new IllegalArgumentException("dt0 = " + dt0.getAsDouble() + " does not lead from t0 = " + t0
                    + " to t1 = " + t1 + "; it must not be 0 and have the sign of t1 - t0");
        }
        DType timeType = y0.dtype();
        return new Span(
                direction * t0,
                direction * t1,
                mirrored,
                order,
                automaticFirstStep,
                automaticStep,
                direction,
                timeType,
                reach);
    }
}
