package org.palinode.examples.conform;

import java.util.List;

/** Reader of a file into rows. */
interface RowSource {
    /** True if its rows are about the problems of {@code problems.json}. */
    boolean needsProblems();

    /**
     * The rows of a file.
     *
     * @throws GoldenDataException if the file as a whole cannot be read
     */
    List<Row> rows(Entry file, Problems problems);
}
