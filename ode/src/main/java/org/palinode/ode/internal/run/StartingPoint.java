package org.palinode.ode.internal.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.TimeNeighbours;
import org.palinode.ode.internal.integrate.Integration;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.resume.ReversibleSegment;
import org.palinode.ode.resume.SolverCarry;

/**
 * Where a solve starts, put in place in its stepper, and the step sizes from there. What another solve's solver handed on is left out where
 * the field jumps between the two, and where it is time to set a copy back: then the first step begins with nothing but y.
 */
final class StartingPoint {
    private final CompiledStep stepper;
    private final StepSizes sizes;
    private FinishedSolve.Setting setting;
    private final ReversibleSegment segment;
    private Tensor start;

    /** @param given y0 [n], or all that the solve goes on from [(1 + states) n] */
    StartingPoint(CompiledStep stepper, Tensor given, List<Tensor> parameters, FinishedSolve.Setting asked) {
        this.stepper = stepper;
        setting = asked;
        start = given;
        sizes = sizes(parameters);
        double t0 = afterJump();
        boolean jumps = t0 != asked.t0() || jumpsAtStart();
        ReversibleSegment before =
                asked.from().solver().map(SolverCarry::segment).orElse(ReversibleSegment.NEW);
        segment = jumps ? before.restarted() : before;
        if (jumps || segment.isOver()) {
            beginAt(t0);
        } else {
            stepper.start(t0, start.buffer());
        }
    }

    private StepSizes sizes(List<Tensor> parameters) {
        Integration solve =
                new Integration(setting.t0(), setting.t1(), y0(), parameters, setting.controller(), setting.dt0());
        Span span = solve.span(stepper);
        Optional<ControllerState> known = setting.from().controller();
        return known.isPresent()
                ? known.get().resumed(setting.controller(), span)
                : setting.controller().begin(span);
    }

    private Tensor y0() {
        return start.slice(0, 0, stepper.programs().signature().state().size());
    }

    /** t0, or just after the jump before which the other solve ended. */
    private double afterJump() {
        double direction = IntegrationLoop.direction(setting.t0(), setting.t1());
        boolean goesOn = setting.from().controller().isPresent();
        return goesOn ? direction * sizes.nextStart(direction * setting.t0()) : setting.t0();
    }

    /** Whether what was handed on saw the other side of a jump: the other solve ended at it. */
    private boolean jumpsAtStart() {
        return Arrays.stream(setting.controller().jumps()).anyMatch(jump -> TimeNeighbours.isNear(jump, setting.t0()));
    }

    /** Begins with nothing but y, whatever was handed on. */
    private void beginAt(double t0) {
        setting = setting.beginningAt(t0);
        start = y0();
        stepper.start(t0, start.buffer());
    }

    /** The segment in which a reversible solve starts. */
    ReversibleSegment segment() {
        return segment;
    }

    StepSizes stepSizes() {
        return sizes;
    }

    /** What was asked for, without what was left out. */
    FinishedSolve.Setting setting() {
        return setting;
    }

    /** y0 [n], or all that the solve goes on from [(1 + states) n]. */
    Tensor start() {
        return start;
    }

    /** The signed size of the step before; 0 where the solve begins. */
    double lastStep() {
        return setting.from().solver().map(SolverCarry::lastStep).orElse(0.0);
    }
}
