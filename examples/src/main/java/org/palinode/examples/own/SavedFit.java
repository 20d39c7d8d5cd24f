package org.palinode.examples.own;

import org.palinode.examples.data.DataSet;

/**
 * Beginning of a fit: with it, and a checkpoint, the fit continues as if it had never stopped.
 *
 * @param format {@value #FORMAT}
 * @param settings that decide its numbers
 * @param data that it is fitted to
 */
public record SavedFit(String format, SeriesSettings settings, DataSet data) {
    static final String FORMAT = "palinode series 3";

    public SavedFit {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("the format is " + format + ", this version reads \"" + FORMAT + "\"");
        }
    }
}
