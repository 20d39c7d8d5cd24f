package org.palinode.ode.internal.integrate;

import java.util.function.IntToDoubleFunction;

/** Times and sizes of steps that follow a formula: their number is all that is held. */
final class GridTimes implements StepTimes {
    private final IntToDoubleFunction grid;
    private final double direction;
    private double end;
    private int count;

    /**
     * @param grid where step i starts, in mirrored time
     * @param direction true time is this times mirrored time
     */
    GridTimes(IntToDoubleFunction grid, double direction) {
        this.grid = grid;
        this.direction = direction;
        end = t(0);
    }

    /** Holds the next step of the grid, bit for bit, and no other. */
    @Override
    public boolean add(double t0, double t1, double h) {
        double next = t(count + 1);
        if (t0 != end || t1 != next || h != next - end) {
            return false;
        }
        end = next;
        count++;
        return true;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public double t(int index) {
        return direction * grid.applyAsDouble(index);
    }

    @Override
    public double h(int index) {
        return t(index + 1) - t(index);
    }

    @Override
    public long bytes() {
        return 0;
    }
}
