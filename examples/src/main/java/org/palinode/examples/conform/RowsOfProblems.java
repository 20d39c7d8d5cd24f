package org.palinode.examples.conform;

import java.util.List;

/** The rows of a file that is an array of them, each about a problem of {@code problems.json}. */
record RowsOfProblems(RowCheck check) implements RowSource {
    @Override
    public boolean needsProblems() {
        return true;
    }

    @Override
    public List<Row> rows(Entry file, Problems problems) {
        return file.elements().stream()
                .map(row -> new Row(row, comparison -> check.check(problems.of(row), row, comparison)))
                .toList();
    }
}
