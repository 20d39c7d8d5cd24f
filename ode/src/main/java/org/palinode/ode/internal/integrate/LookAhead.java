package org.palinode.ode.internal.integrate;

import java.util.List;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.internal.spectrum.Damping;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.internal.step.StepPrograms;

/**
 * Goes a few steps ahead of a solve, to learn what must be known before it begins.
 *
 * @param key a solver like that of the solve, on its field
 * @param solve that is about to begin
 */
public record LookAhead(StepKey key, Integration solve) {
    /** By then a controller has left its careful first step behind. */
    private static final int ATTEMPTS = 6;

    /**
     * By how much the fastest damped mode dies out in a step, −Re α |h|: with the Jacobian at the start ({@link Damping}) and the largest of
     * the first steps. Costs 12 products with the Jacobian at most, and where steps are adapted six steps. NaN where the field is not finite.
     */
    public double damping() {
        double rate = Damping.rate(key.field(), solve.direction(), solve.t0(), solve.y0(), solve.parameters());
        return rate * (key.scale().isPresent() ? largestTaken() : largestPlanned());
    }

    private double largestTaken() {
        StepPrograms programs = StepProgramCache.get(key);
        CompiledStep stepper = IdleSteps.take(programs);
        stepper.begin(solve.parameters());
        StepSizes sizes = solve.controller().begin(solve.span(stepper));
        stepper.start(solve.t0(), solve.y0().buffer());
        double[] largest = new double[1];
        StepListener listener = new StepListener() {
            @Override
            public void accepted(int index, double start, double end, double h) {
                largest[0] = Math.max(largest[0], Math.abs(h));
            }
        };
        IntegrationLoop.run(stepper, sizes, solve.t0(), solve.t1(), ATTEMPTS, List.of(listener));
        IdleSteps.giveBack(stepper); // not if the field threw: what such a stepper holds is unknown
        return largest[0];
    }

    /** Of steps that ask for no error, so that none need be taken. */
    private double largestPlanned() {
        StepSizes sizes = solve.controller().begin(solve.plannedSpan(key.errorOrder()));
        double largest = 0;
        double t = solve.direction() * solve.t0();
        double last = solve.direction() * solve.t1();
        double end = sizes.firstEnd();
        for (int step = 0; step < ATTEMPTS && t < last; step++) {
            largest = Math.max(largest, end - t);
            sizes.judge(t, end, 0);
            t = sizes.nextStart(end);
            end = sizes.nextEnd();
        }
        return largest;
    }
}
