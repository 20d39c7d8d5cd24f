package org.palinode.ode.internal.integrate;

import java.util.Arrays;

/** The exact ends of steps after which the next one starts a little later, for there was a jump. Reading one allocates nothing. */
final class EndsBeforeJumps {
    private int[] steps = new int[0];
    private double[] ends = new double[0];

    /** Notes the end of a step, later than all so far. */
    void add(int step, double end) {
        steps = Arrays.copyOf(steps, steps.length + 1);
        ends = Arrays.copyOf(ends, ends.length + 1);
        steps[steps.length - 1] = step;
        ends[ends.length - 1] = end;
    }

    /** The end of a step, or {@code next} where no jump followed. */
    double end(int step, double next) {
        int found = Arrays.binarySearch(steps, step);
        return found >= 0 ? ends[found] : next;
    }

    long bytes() {
        return 12L * steps.length;
    }
}
