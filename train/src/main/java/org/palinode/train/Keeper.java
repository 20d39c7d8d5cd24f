package org.palinode.train;

import java.io.IOException;
import java.nio.file.Path;
import org.palinode.train.report.TrainingReport;

/** Keeper of a training between its steps: a folder, or none. */
interface Keeper<P> extends AutoCloseable {
    /** The state to start from: {@code initial}, or one that was saved. */
    Checkpoint<P> begin(Checkpoint<P> initial, boolean resumes) throws IOException;

    /** Writes a row. */
    void report(TrainingReport<? extends P> report);

    /** True if a checkpoint should be written after so many steps. */
    boolean isDue(long steps);

    void save(Checkpoint<P> now) throws IOException;

    /** The file that {@link #save} wrote last; null if there is none. */
    Path checkpoint();

    @Override
    void close() throws IOException;

    /** A keeper that keeps nothing. */
    static <P> Keeper<P> none() {
        return new Keeper<>() {
            @Override
            public Checkpoint<P> begin(Checkpoint<P> initial, boolean resumes) {
                return initial;
            }

            @Override
            public void report(TrainingReport<? extends P> report) {}

            @Override
            public boolean isDue(long steps) {
                return false;
            }

            @Override
            public void save(Checkpoint<P> now) {}

            @Override
            public Path checkpoint() {
                return null;
            }

            @Override
            public void close() {}
        };
    }
}
