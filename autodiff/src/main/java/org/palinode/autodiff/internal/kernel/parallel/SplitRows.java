package org.palinode.autodiff.internal.kernel.parallel;

import java.util.Arrays;
import java.util.function.Supplier;
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
    private final Rows[] work;
    private final Workers workers;

    private SplitRows(int rows, Rows[] work, Workers workers) {
        this.rows = rows;
        parts = work.length;
        this.work = work;
        this.workers = workers;
    }

    /** The kernel of {@code rows} rows that take about so many ns each. */
    public static Kernel of(int rows, double nanoseconds, Rows work) {
        return ofOwn(rows, nanoseconds, () -> work);
    }

    /** As {@link #of}; each part has work of its own, with memory that no other uses at the same time. */
    public static Kernel ofOwn(int rows, double nanoseconds, Supplier<Rows> work) {
        int parts = (int) Math.min(rows * nanoseconds / PART, Math.min(MOST, rows));
        if (parts < 2) {
            Rows whole = work.get();
            return () -> whole.run(0, rows);
        }
        Rows[] each = new Rows[parts];
        Arrays.setAll(each, part -> work.get());
        return new SplitRows(rows, each, Workers.shared());
    }

    @Override
    public void run() {
        workers.run(parts, this);
    }

    @Override
    public void run(int part) {
        work[part].run(boundary(part), boundary(part + 1));
    }

    private int boundary(int part) {
        return (int) ((long) rows * part / parts);
    }
}
