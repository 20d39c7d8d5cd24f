package org.palinode.ode.integrate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Steppers that no solve uses, for the next one on the same programs: to bind one costs as much as hundreds of small steps. Process-wide;
 * nothing that a solve returns depends on what is here. Holds at most 256 MiB and 256 steppers: those given back longest ago go
 * first, the latest always stays.
 */
final class IdleSteppers {
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_STEPPERS = 256;

    /** The latest one first. */
    private static final Deque<CompiledStepper> IDLE = new ArrayDeque<>();

    private static long bytes;

    private IdleSteppers() {}

    /** A stepper for these programs, the caller's until it is given back. */
    static CompiledStepper take(StepPrograms programs) {
        CompiledStepper idle = find(programs);
        return idle == null ? new CompiledStepper(programs) : idle;
    }

    private static synchronized CompiledStepper find(StepPrograms programs) {
        for (Iterator<CompiledStepper> all = IDLE.iterator(); all.hasNext(); ) {
            CompiledStepper stepper = all.next();
            if (stepper.programs() == programs) {
                all.remove();
                bytes -= stepper.arena().bytes();
                return stepper;
            }
        }
        return null;
    }

    /** Takes a stepper that nobody uses any more. */
    static synchronized void giveBack(CompiledStepper stepper) {
        IDLE.addFirst(stepper);
        bytes += stepper.arena().bytes();
        while (IDLE.size() > 1 && (bytes > MOST_BYTES || IDLE.size() > MOST_STEPPERS)) {
            CompiledStepper oldest = IDLE.removeLast();
            bytes -= oldest.arena().bytes();
            oldest.arena().close();
        }
    }
}
