package org.palinode.ode.internal.step;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Steppers that no solve uses, for the next one on the same programs: to bind one costs as much as hundreds of small steps. Process-wide;
 * nothing that a solve returns depends on what is here. Holds at most 256 MiB and 256 steppers: those given back longest ago go
 * first, the latest always stays.
 */
public final class IdleSteps {
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_STEPPERS = 256;

    /** The latest one first. */
    private static final Deque<CompiledStep> IDLE = new ArrayDeque<>();

    private static long bytes;

    private IdleSteps() {}

    /** A compiled step for these programs, the caller's until it is {@linkplain #giveBack given back}. */
    public static CompiledStep take(StepPrograms programs) {
        CompiledStep idle = find(programs);
        return idle == null ? new CompiledStep(programs) : idle;
    }

    private static synchronized CompiledStep find(StepPrograms programs) {
        for (Iterator<CompiledStep> all = IDLE.iterator(); all.hasNext(); ) {
            CompiledStep stepper = all.next();
            if (stepper.programs() == programs) {
                all.remove();
                bytes -= stepper.arena().bytes();
                return stepper;
            }
        }
        return null;
    }

    /** Takes a stepper that nobody uses any more. */
    public static synchronized void giveBack(CompiledStep stepper) {
        IDLE.addFirst(stepper);
        bytes += stepper.arena().bytes();
        while (IDLE.size() > 1 && (bytes > MOST_BYTES || IDLE.size() > MOST_STEPPERS)) {
            CompiledStep oldest = IDLE.removeLast();
            bytes -= oldest.arena().bytes();
            oldest.arena().close();
        }
    }
}
