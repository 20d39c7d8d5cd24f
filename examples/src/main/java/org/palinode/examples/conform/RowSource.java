package org.palinode.examples.conform;

import java.util.List;
import java.util.Optional;

/** Reader of a file into rows. */
interface RowSource {
    /** The name of the file of problems that its rows are about; empty if each row gives its own. */
    Optional<String> problemsFile();

    /**
     * The rows of a file.
     *
     * @param problems those of {@link #problemsFile}
     * @throws GoldenDataException if the file as a whole cannot be read
     */
    List<Row> rows(Entry file, Problems problems);
}
