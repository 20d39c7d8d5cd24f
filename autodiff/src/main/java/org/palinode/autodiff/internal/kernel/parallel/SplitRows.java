package org.palinode.autodiff.internal.kernel.parallel;

import org.palinode.autodiff.memory.Kernel;

/** Rows of equal work that do not meet, on several threads where all of them take long. */
public final class SplitRows implements Kernel, KernelParts {
    /** Time of a part in ns: some ten times what it costs to have it done by another thread. */
    private static final double PART = 20_000;

    private static final int MOST = 64;

    /** Work on the rows from {@code first} to before {@code end}. */
    @FunctionalInterface
    public interface Rows {
        void run(int first, int end);
    }

    private final int rows;
    private final int parts;
    private final Rows work;
    private final Workers workers;

    private SplitRows(int rows, int parts, Rows work, Workers workers) {
        this.rows = rows;
        this.parts = parts;
        this.work = work;
        this.workers = workers;
    }

    /** The kernel of {@code rows} rows that take about so many ns each. */
    public static Kernel of(int rows, double nanoseconds, Rows work) {
        int parts = (int) Math.min(rows * nanoseconds / PART, Math.min(MOST, rows));
        return parts < 2 ? () -> work.run(0, rows) : new SplitRows(rows, parts, work, Workers.shared());
    }

    @Override
    public void run() {
        workers.run(parts, this);
    }

    @Override
    public void run(int part) {
        work.run(boundary(part), boundary(part + 1));
    }

    private int boundary(int part) {
        return (int) ((long) rows * part / parts);
    }
}
