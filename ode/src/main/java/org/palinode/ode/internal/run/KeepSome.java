package org.palinode.ode.internal.run;

import java.util.Arrays;
import org.palinode.ode.internal.step.CompiledStep;

/**
 * Keeps a bounded number of states while the number of steps is still unknown, so that each step is recomputed as rarely as can be.
 *
 * <p>Each checkpoint has a level, 0 at first. When all places are used, one that lies before another of higher level is dropped; where there
 * is none, the latest makes room for the new one, which gets the next level. With c checkpoints, steps are recomputed at most k
 * times in solves of up to C(c + k, k) steps. Source: Q. Wang, P. Moin, G. Iaccarino, "Minimal repetition dynamic checkpointing
 * algorithm for unsteady adjoint calculation", SIAM J. Sci. Comput. 31(4), 2009, 2549–2567.
 */
public final class KeepSome extends Retention {
    private static final int FIRST = 256;

    private final int count;
    private int[] levels;

    /** From this position on no level is below a later one; what is dropped lies before, so that the search continues and does not restart. */
    private int settled = 1;

    public KeepSome(CompiledStep stepper, int count) {
        super(stepper);
        this.count = count;
        levels = new int[Math.min(count, FIRST)];
        levels[0] = Integer.MAX_VALUE;
    }

    @Override
    public void starting(int index) {
        int size = checkpoints().size();
        if (size < count) {
            if (size == levels.length) {
                levels = Arrays.copyOf(levels, (int) Math.min(count, 2L * size));
            }
            keep(index);
            return;
        }
        if (size == 1) {
            return;
        }
        int dispensable = dispensable();
        int level = dispensable < 0 ? levels[size - 1] + 1 : 0;
        drop(dispensable < 0 ? size - 1 : dispensable);
        levels[size - 1] = level;
        keep(index);
    }

    /** The last position that lies before one of higher level; −1 if there is none. */
    private int dispensable() {
        for (int position = settled - 1; position > 0; position--) {
            if (levels[position] < levels[position + 1]) {
                settled = position;
                return position;
            }
        }
        settled = levels.length - 1;
        return -1;
    }

    private void drop(int position) {
        checkpoints().remove(position);
        System.arraycopy(levels, position + 1, levels, position, levels.length - position - 1);
    }
}
