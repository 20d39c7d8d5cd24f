package org.palinode.examples.conform;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The rows of a file that is an array of them, each about a problem of another file.
 *
 * @param problemsName the name of that file
 * @param reader makes a problem of its name and its entry
 */
record RowsOfProblems<P>(String problemsName, BiFunction<String, Entry, P> reader, RowCheck<P> check)
        implements RowSource {
    @Override
    public Optional<String> problemsFile() {
        return Optional.of(problemsName);
    }

    @Override
    public List<Row> rows(Entry file, Problems problems) {
        return file.elements().stream()
                .map(row -> new Row(row, comparison -> check.check(problems.of(row, reader), row, comparison)))
                .toList();
    }
}
