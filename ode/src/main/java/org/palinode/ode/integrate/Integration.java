package org.palinode.ode.integrate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;

/** Where the step sizes of a solve begin: checks what was asked for and estimates the first step where none was given. */
public final class Integration {
    /** The rule's 10⁻⁶ and 10⁻¹⁵ have units: where time is counted in small ones, a step from it might not move t. */
    private static final int SMALLEST_ULPS = 100;

    private Integration() {}

    /** What the controller is told of a solve by {@code stepper} from t0 to t1 that starts at {@code y0}; {@code dt0} is signed. */
    public static Span span(
            CompiledStepper stepper,
            StepSizeController controller,
            double t0,
            double t1,
            OptionalDouble dt0,
            Tensor y0,
            List<Tensor> parameters) {
        StepPrograms programs = stepper.programs();
        int order = controller.errorOrder().orElse(programs.solver().errorOrder());
        return span(t0, t1, dt0, order, programs.stateType().dtype(), () -> {
            stepper.count(2);
            return firstStep(programs.signature(), order, t0, IntegrationLoop.direction(t0, t1), y0, parameters);
        });
    }

    /** As that, with an estimate of the first step that is made when it is asked for; refuses a first step that leads away from t1. */
    static Span span(
            double t0, double t1, OptionalDouble dt0, int order, DType dtype, DoubleSupplier automaticFirstStep) {
        double direction = IntegrationLoop.direction(t0, t1);
        OptionalDouble mirrored = dt0.isPresent() ? OptionalDouble.of(direction * dt0.getAsDouble()) : dt0;
        if (mirrored.isPresent() && !(mirrored.getAsDouble() > 0)) {
            throw new IllegalArgumentException("dt0 = " + dt0.getAsDouble() + " does not lead from t0 = " + t0
                    + " to t1 = " + t1 + "; it must not be 0 and have the sign of t1 - t0");
        }
        return new Span(direction * t0, direction * t1, mirrored, order, automaticFirstStep, direction, dtype);
    }

    /**
     * A first step from the sizes of y, its slope and the change of the slope; two evaluations. Source: E. Hairer, S. P. Nørsett, G. Wanner, "Solving
     * Ordinary Differential Equations I", section II.4.
     */
    private static double firstStep(
            StepPrograms.Signature signature,
            int order,
            double t0,
            double direction,
            Tensor y0,
            List<Tensor> parameters) {
        Program field = signature.field();
        ErrorScale scale = signature.scale().orElseThrow();
        List<TensorType> types = field.inputTypes();
        Program program = Program.traceClosed(types, in -> {
            Tensor y = in.get(1);
            Tensor slope = field.apply(in).get(0);
            Tensor size = scale.scaled(y, y).cast(DType.FLOAT64);
            Tensor speed = scale.scaled(slope, y).cast(DType.FLOAT64);
            Tensor tiny = size.less(1e-5).maximum(speed.less(1e-5));
            Tensor h0 = Tensor.where(
                    tiny, Tensor.scalar(1e-6), size.dividedBy(speed).times(0.01));
            Tensor signed = h0.times(direction);
            List<Tensor> next = new ArrayList<>(in);
            next.set(0, in.get(0).plus(signed));
            next.set(1, y.plus(slope.times(signed.cast(y.dtype()))));
            Tensor change = field.apply(next).get(0).minus(slope);
            Tensor curvature = scale.scaled(change, y).cast(DType.FLOAT64).dividedBy(h0);
            Tensor fastest = speed.maximum(curvature);
            Tensor h1 = Tensor.where(
                    fastest.lessEqual(1e-15),
                    h0.times(1e-3).maximum(1e-6),
                    fastest.power(-1).times(0.01).power(1.0 / order));
            return List.of(h0.times(100).minimum(h1));
        });
        List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(t0), y0));
        in.addAll(parameters);
        double h = Tensor.apply(new Call(program), in).get(0).item();
        return Math.max(h, SMALLEST_ULPS * Math.ulp(t0));
    }
}
