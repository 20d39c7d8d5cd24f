package org.palinode.ode.internal.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.Stops;
import org.palinode.ode.internal.event.Events;
import org.palinode.ode.internal.integrate.Integration;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.internal.noise.SolveNoise;
import org.palinode.ode.internal.progress.ProgressMeter;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.save.SaveAt;

/**
 * Request of a solve: all that is asked of it, in numbers.
 *
 * @param programs what is stepped
 * @param start the flat initial state y0 [n]; where another solve is continued, y0 and the carry in one block [(1 + carry) n]
 * @param parameters arguments and closed-over tensors
 * @param noise that drives it
 * @param t0 start
 * @param t1 end
 * @param dt0 the first step asked for, signed; empty if none was
 * @param controller of the step sizes
 * @param from the point of another solve that is continued, besides y
 * @param saveAt what is saved
 * @param events what may end or change the solve
 * @param steps after how many accepted steps it ends
 * @param maxSteps the most attempts
 * @param anomalies whether to stop at the first value that is not finite, forward and back, and say what made it
 * @param progress told how far it is, forward and back
 */
public record SolveRequest(
        StepPrograms programs,
        Tensor start,
        List<Tensor> parameters,
        SolveNoise noise,
        double t0,
        double t1,
        OptionalDouble dt0,
        StepSizeController controller,
        ResumePoint from,
        SaveAt saveAt,
        Optional<Events> events,
        int steps,
        int maxSteps,
        boolean anomalies,
        ProgressMeter progress) {
    /** The flat initial state [n]. */
    public Tensor y0() {
        int n = programs.signature().state().size();
        return start.size() == n ? start : start.slice(0, 0, n);
    }

    /** 1 forward in time, −1 back. */
    double direction() {
        return IntegrationLoop.direction(t0, t1);
    }

    /** True if the inside of steps is read. */
    boolean readsInside() {
        return saveAt.readsInside() || events.isPresent();
    }

    /** The signed size of the step before; 0 where the solve begins. */
    double stepBefore() {
        return from.solver().map(SolverCarry::lastStep).orElse(0.0);
    }

    /** Where the solve that is continued ended: t0, or before a jump a little earlier. Noise is heard from there. */
    double heardFrom() {
        return from.t();
    }

    /** The same from another t0, with nothing but y and the step sizes. */
    SolveRequest beginningAt(double time) {
        ResumePoint without = new ResumePoint(heardFrom(), Optional.empty(), from.controller());
        return new SolveRequest(
                programs,
                y0(),
                parameters,
                noise,
                time,
                t1,
                dt0,
                controller,
                without,
                saveAt,
                events,
                steps,
                maxSteps,
                anomalies,
                progress);
    }

    /** The times that steps must not pass, because of noise and of what is saved. */
    private Stops stops() {
        double[] ends = Arrays.stream(saveAt.stepTimes())
                .map(time -> direction() * time)
                .sorted()
                .toArray();
        return noise.stops(ends);
    }

    /** The sizes of the steps that {@code stepper} is to take: restarted, or those of the solve that is continued. */
    StepSizes stepSizes(CompiledStep stepper) {
        Span span = new Integration(t0, t1, y0(), parameters, controller, dt0, stops()).span(stepper);
        Optional<ControllerState> known = from.controller();
        return known.isPresent() ? known.get().resumed(controller, span) : controller.begin(span);
    }
}
