package org.palinode.ode.internal.run;

import java.util.Arrays;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.TimeNeighbours;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.resume.ReversibleSegment;
import org.palinode.ode.resume.SolverCarry;

/**
 * Decisions at the start of a solve. The carry of another solve is left out where the field jumps between the two, and where it is time to
 * set a copy back: then the first step begins with nothing but y.
 *
 * @param request what was asked, without what is left out
 * @param sizes of the steps from there
 * @param segment in which a reversible solve starts
 */
record StartingPoint(SolveRequest request, StepSizes sizes, ReversibleSegment segment) {
    /** Decides for a solve in {@code stepper}. */
    static StartingPoint of(SolveRequest asked, CompiledStep stepper) {
        StepSizes sizes = asked.stepSizes(stepper);
        double t0 = afterJump(asked, sizes);
        boolean jumps = t0 != asked.t0() || jumpsAtStart(asked);
        ReversibleSegment before =
                asked.from().solver().map(SolverCarry::segment).orElse(ReversibleSegment.NEW);
        ReversibleSegment segment = jumps ? before.restarted() : before;
        boolean leavesOut = jumps || segment.isOver();
        return new StartingPoint(leavesOut ? asked.beginningAt(t0) : asked, sizes, segment);
    }

    /** t0, or just after the jump before which the other solve ended. */
    private static double afterJump(SolveRequest asked, StepSizes sizes) {
        boolean continues = asked.from().controller().isPresent();
        return continues ? asked.direction() * sizes.nextStart(asked.direction() * asked.t0()) : asked.t0();
    }

    /** True if the carry is from the other side of a jump: the other solve ended at it. */
    private static boolean jumpsAtStart(SolveRequest asked) {
        return Arrays.stream(asked.controller().jumps()).anyMatch(jump -> TimeNeighbours.isNear(jump, asked.t0()));
    }
}
