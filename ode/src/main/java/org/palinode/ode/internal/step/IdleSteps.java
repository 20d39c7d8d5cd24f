package org.palinode.ode.internal.step;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Compiled steps that no solve uses, for the next one on the same programs: to bind one costs as much as hundreds of small
 * steps. Process-wide; nothing that a solve returns depends on what is here. Holds at most 256 MiB and 256 of them: those given back longest
 * ago go first, the latest always stays.
 */
public final class IdleSteps {
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_STEPS = 256;

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
            CompiledStep step = all.next();
            if (step.programs() == programs) {
                all.remove();
                bytes -= step.arena().bytes();
                return step;
            }
        }
        return null;
    }

    /** Takes a compiled step that nobody uses any more. */
    public static synchronized void giveBack(CompiledStep step) {
        IDLE.addFirst(step);
        bytes += step.arena().bytes();
        while (IDLE.size() > 1 && (bytes > MOST_BYTES || IDLE.size() > MOST_STEPS)) {
            CompiledStep oldest = IDLE.removeLast();
            bytes -= oldest.arena().bytes();
            oldest.arena().close();
        }
    }
}
