package org.palinode.examples.train;

import org.palinode.examples.data.Series;

/**
 * Beginning of a run: with it, and a checkpoint, the run continues as if it had never stopped.
 *
 * @param format {@value #FORMAT}
 * @param settings that decide its numbers
 * @param series that it is fitted to
 */
public record SavedRun(String format, Settings settings, Series series) {
    static final String FORMAT = "palinode run 2";

    public SavedRun {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("the format is " + format + ", this version reads \"" + FORMAT + "\"");
        }
    }

    static SavedRun of(Training<?> training) {
        return new SavedRun(FORMAT, training.settings(), training.fit().series());
    }
}
