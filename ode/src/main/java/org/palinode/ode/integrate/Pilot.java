package org.palinode.ode.integrate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Step;

/**
 * Goes a few steps ahead of a solve, operation by operation, to learn what must be known before its steps are compiled.
 *
 * @param signature the plain solver on its field
 * @param t0 start
 * @param t1 end
 * @param dt0 the first step asked for, signed; empty if none was
 * @param y0 the flat initial state [n]
 * @param parameters arguments and closed-over tensors
 */
public record Pilot(
        StepPrograms.Signature signature,
        StepSizeController controller,
        double t0,
        double t1,
        OptionalDouble dt0,
        Tensor y0,
        List<Tensor> parameters) {
    /** By then a controller has left its careful first step behind. */
    private static final int ATTEMPTS = 6;

    /**
     * By how much the fastest damped mode dies out in a step, −Re α |h|: with the Jacobian at the start ({@link Damping}) and the largest of
     * the first steps. Costs 12 products with the Jacobian at most, and where steps are adapted six steps. NaN where the field is not finite.
     */
    public double damping() {
        double forward = IntegrationLoop.direction(t0, t1);
        return Damping.rate(signature.field(), forward, t0, y0, parameters) * largestStep(forward);
    }

    private double largestStep(double forward) {
        int order = controller.errorOrder().orElse(signature.solver().errorOrder());
        StepSizes sizes = controller.begin(Integration.span(
                t0,
                t1,
                dt0,
                order,
                y0.dtype(),
                () -> Integration.firstStep(signature, order, t0, forward, y0, parameters)));
        double largest = 0;
        double t = forward * t0;
        double end = sizes.firstEnd();
        Tensor y = y0;
        for (int attempt = 0; attempt < ATTEMPTS && t < forward * t1; attempt++) {
            double h = end - t;
            Tensor next = y;
            double error = 0;
            if (signature.scale().isPresent()) {
                Step step = signature.solver().step(field(), scalar(forward * t), scalar(forward * h), y);
                next = step.y();
                error = signature
                        .scale()
                        .get()
                        .tightened(signature.solver().errorBias())
                        .scaled(step.error(), y, next)
                        .item();
            }
            StepSizes.Verdict verdict = sizes.judge(t, end, error);
            if (verdict == StepSizes.Verdict.ACCEPT) {
                largest = Math.max(largest, h);
                y = next;
                t = sizes.nextStart(end);
            } else if (verdict != StepSizes.Verdict.REJECT) {
                break;
            }
            end = sizes.nextEnd();
        }
        return largest;
    }

    private static Tensor scalar(double value) {
        return Tensor.scalar(value);
    }

    private Field field() {
        Field whole = part(0);
        return signature.field().arity() == 1 ? whole : Field.split(whole, part(1), part(2));
    }

    private Field part(int index) {
        Call call = new Call(signature.field());
        return (t, y) -> {
            List<Tensor> in = new ArrayList<>(List.of(t, y));
            in.addAll(parameters);
            return call.apply(in).get(index);
        };
    }
}
