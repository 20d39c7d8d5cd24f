package org.palinode.ode.internal.save;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.integrate.BufferLog;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.save.SaveAt;

/** Gathers the values that a {@link SaveAt} asks for, and notes in which step and where in it each lies. */
public final class SavedRows implements StepListener {
    /** The step of a row that is y0. */
    public static final int START = -1;

    private static final int NOT_GIVEN = -1;

    private final SaveAt saveAt;
    private final CompiledStep stepper;
    private final double[] ts;
    /** The given times in the order in which the solve comes to them. */
    private final int[] order;

    private final double direction;
    private final BufferLog rows;
    private double[] times = new double[8];
    private int[] steps = new int[8];
    private int[] given = new int[8];
    private double[] thetas = new double[8];
    private int nextTime;
    private boolean reachedEnd;
    private int lastStep;

    /** Rows for a solve that is about to start at t0 with the state in {@code stepper}. */
    public SavedRows(SaveAt saveAt, CompiledStep stepper, double t0, double t1) {
        this.saveAt = saveAt;
        this.stepper = stepper;
        ts = saveAt.times();
        direction = t1 >= t0 ? 1 : -1;
        order = IntStream.range(0, ts.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> direction * ts[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        rows = new BufferLog((int) stepper.y().type().bytes());
        if (saveAt.savesT0()) {
            add(stepper.y(), t0, START, 0);
        }
        while (nextTime < ts.length && ts[order[nextTime]] == t0) {
            addGiven(stepper.y(), START, 0);
        }
    }

    @Override
    public boolean isIdle() {
        return nextTime == ts.length && !saveAt.savesSteps();
    }

    @Override
    public void accepted(int index, double t0, double t1, double h) {
        while (nextTime < ts.length && direction * ts[order[nextTime]] < direction * t1) {
            double theta = (ts[order[nextTime]] - t0) / h;
            addGiven(stepper.interpolate(theta), index, theta);
        }
        while (nextTime < ts.length && ts[order[nextTime]] == t1) {
            addGiven(stepper.yEnd(), index, 1);
        }
        if (saveAt.savesStep(index)) {
            add(stepper.yEnd(), t1, index, 1);
        }
    }

    @Override
    public void restarting(int index, double t) {
        addSkipped(index - 1, t);
    }

    /** Adds rows at times between the end of {@code step}, which the stepper holds, and t, just after a jump of the field. */
    private void addSkipped(int step, double t) {
        while (nextTime < ts.length && direction * ts[order[nextTime]] < direction * t) {
            addGiven(stepper.y(), step, 1);
        }
    }

    /**
     * Adds the end value where it is asked for.
     *
     * @param t1 where the last step ended
     * @param next where another one would have started
     * @param lastStep the last accepted one, START if none was
     */
    public void finish(double t1, double next, int lastStep) {
        addSkipped(lastStep, next);
        this.lastStep = lastStep;
        reachedEnd = true;
        boolean saved = lastStep != START && saveAt.savesStep(lastStep);
        if (saveAt.savesT1() && !saved) {
            add(stepper.y(), t1, lastStep, 1);
        }
    }

    private void addGiven(Buffer y, int step, double theta) {
        add(y, ts[order[nextTime]], step, theta);
        given[size() - 1] = order[nextTime++];
    }

    private void add(Buffer y, double time, int step, double theta) {
        int row = rows.size();
        if (row == times.length) {
            times = Arrays.copyOf(times, 2 * row);
            steps = Arrays.copyOf(steps, 2 * row);
            given = Arrays.copyOf(given, 2 * row);
            thetas = Arrays.copyOf(thetas, 2 * row);
        }
        times[row] = time;
        given[row] = NOT_GIVEN;
        steps[row] = step;
        thetas[row] = theta;
        rows.add(y);
    }

    /** The number of rows. */
    public int size() {
        return rows.size();
    }

    public double[] times() {
        return Arrays.copyOf(times, rows.size());
    }

    /** The step in which a row lies; {@link #START} for y0. */
    public int step(int row) {
        return steps[row];
    }

    /** The time of a row. */
    public double time(int row) {
        return times[row];
    }

    /** The fraction of its step at which a row lies; 1 at the end. */
    public double theta(int row) {
        return thetas[row];
    }

    /** The rows that {@code part} asks for, whose given times are those from {@code firstGiven} on. */
    public int[] of(SaveAt part, int firstGiven) {
        int count = part.givenTimes().size();
        return IntStream.range(0, size())
                .filter(row -> isAtGivenTime(row)
                        ? firstGiven <= given[row] && given[row] < firstGiven + count
                        : thetas[row] == 0 ? part.savesT0() : isAtEnd(part, row))
                .toArray();
    }

    private boolean isAtEnd(SaveAt part, int row) {
        boolean last = reachedEnd && steps[row] == lastStep;
        return last && part.savesT1() || steps[row] != START && part.savesStep(steps[row]);
    }

    /** True if a row lies at one of the given times. */
    public boolean isAtGivenTime(int row) {
        return given[row] != NOT_GIVEN;
    }

    /** The index of the given time at which a row lies. */
    public int givenTime(int row) {
        return given[row];
    }

    /** The given times. */
    public double[] givenTimes() {
        return ts.clone();
    }

    public long bytes() {
        return rows.bytes();
    }

    /** All rows [m, n]. */
    public Tensor values() {
        TensorType state = stepper.programs().signature().state();
        Buffer values = Buffer.allocate(state.with(Shape.of(rows.size(), state.size())));
        rows.copyTo(values);
        return Tensor.owning(values);
    }
}
