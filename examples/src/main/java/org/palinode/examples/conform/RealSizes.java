package org.palinode.examples.conform;

import java.util.List;
import java.util.Optional;

/** Solves of real sizes: an object of {@code rows}, and the {@code phase} of the waves that their numbers are made of, 0 if it is not given. */
final class RealSizes implements RowSource {
    @Override
    public Optional<String> problemsFile() {
        return Optional.empty();
    }

    @Override
    public List<Row> rows(Entry file, Problems problems) {
        Wave wave = new Wave(file.optional("phase").map(Entry::number).orElse(0.0));
        return file.field("rows").elements().stream()
                .map(row -> new Row(row, comparison -> RealSize.of(row, wave).compare(row, comparison)))
                .toList();
    }
}
