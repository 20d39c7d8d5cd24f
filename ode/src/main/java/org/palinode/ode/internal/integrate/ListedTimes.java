package org.palinode.ode.internal.integrate;

import java.util.Arrays;

/** Times and sizes of any steps, as numbers: 16 bytes a step, in arrays that double. */
final class ListedTimes implements StepTimes {
    private double[] starts = new double[64];
    private double[] sizes = new double[64];
    private int count;

    /** A copy of other times, to which more will be added. */
    static ListedTimes of(StepTimes others) {
        ListedTimes listed = new ListedTimes();
        for (int index = 0; index < others.count(); index++) {
            listed.add(others.t(index), others.h(index));
        }
        return listed;
    }

    @Override
    public boolean add(double t0, double t1, double h) {
        add(t0, h);
        return true;
    }

    private void add(double t0, double h) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        starts[count] = t0;
        sizes[count++] = h;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public double t(int index) {
        return starts[index];
    }

    @Override
    public double h(int index) {
        return sizes[index];
    }

    @Override
    public long bytes() {
        return 16L * starts.length;
    }
}
