package org.palinode.ode.integrate;

import java.util.List;
import java.util.OptionalDouble;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;

/**
 * Goes a few steps ahead of a solve, to learn what must be known before it begins.
 *
 * @param signature a solver like that of the solve, on its field
 * @param controller of its step sizes
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
        double rate = Damping.rate(signature.field(), forward, t0, y0, parameters);
        return rate * (signature.scale().isPresent() ? largestTaken() : largestPlanned(forward));
    }

    private double largestTaken() {
        StepPrograms programs = StepPrograms.of(signature);
        CompiledStepper stepper = programs.stepper();
        stepper.begin(parameters, false);
        StepSizes sizes = controller.begin(Integration.span(stepper, controller, t0, t1, dt0, y0, parameters));
        stepper.start(t0, y0.buffer());
        double[] largest = new double[1];
        StepListener listener = new StepListener() {
            @Override
            public void accepted(int index, double start, double end, double h) {
                largest[0] = Math.max(largest[0], Math.abs(h));
            }
        };
        IntegrationLoop.run(stepper, sizes, t0, t1, ATTEMPTS, List.of(listener));
        programs.giveBack(stepper); // not if the field threw: what such a stepper holds is unknown
        return largest[0];
    }

    /** Of steps that ask for no error, so that none need be taken. */
    private double largestPlanned(double forward) {
        int order = signature.solver().errorOrder();
        StepSizes sizes = controller.begin(Integration.span(t0, t1, dt0, order, y0.dtype(), () -> {
            throw new IllegalStateException("a controller that adapts nothing asked for a first step by the error");
        }));
        double largest = 0;
        double t = forward * t0;
        double end = sizes.firstEnd();
        for (int step = 0; step < ATTEMPTS && t < forward * t1; step++) {
            largest = Math.max(largest, end - t);
            sizes.judge(t, end, 0);
            t = sizes.nextStart(end);
            end = sizes.nextEnd();
        }
        return largest;
    }
}
