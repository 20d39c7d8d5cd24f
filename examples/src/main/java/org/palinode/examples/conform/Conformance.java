package org.palinode.examples.conform;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks every row of a folder. A row passes if all its quantities agree; each row counts once. */
public final class Conformance {
    private final GoldenFolder folder;
    private final Listener listener;
    private final Map<String, Integer> skipped = new TreeMap<>();
    private int passed;
    private int failed;

    /** Follows a check as it goes. */
    public interface Listener {
        /** A row that failed, with all that did not agree in it. */
        void failed(List<Mismatch> mismatches);

        /** After each row. */
        default void checked(int rows, int total) {}
    }

    /**
     * Number of rows of each kind.
     *
     * @param skipped the number of rows that could not be checked, by what they ask for
     */
    public record Result(int passed, int failed, Map<String, Integer> skipped) {
        public Result {
            skipped = Map.copyOf(new TreeMap<>(skipped));
        }

        /** {@code N passed, M failed, K skipped}. */
        @Override
        public String toString() {
            int rows = skipped.values().stream().mapToInt(Integer::intValue).sum();
            return passed + " passed, " + failed + " failed, " + rows + " skipped";
        }
    }

    private Conformance(GoldenFolder folder, Listener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** Checks the rows of {@code folder}. */
    public static Result check(GoldenFolder folder, Listener listener) {
        return new Conformance(folder, listener).check();
    }

    private Result check() {
        int rows = 0;
        for (Row row : folder.rows()) {
            check(row);
            listener.checked(++rows, folder.size());
        }
        return new Result(passed, failed, skipped);
    }

    private void check(Row row) {
        Comparison comparison = new Comparison(row.entry().place() + " (" + title(row.entry()) + ")");
        try {
            row.check().accept(comparison);
        } catch (UnknownToPalinode unknown) {
            skipped.merge(unknown.getMessage(), 1, Integer::sum);
            return;
        } catch (GoldenDataException unreadable) {
            comparison.unreadable(unreadable);
        } catch (RuntimeException failure) {
            comparison.failed(failure);
        }
        if (comparison.mismatches().isEmpty()) {
            passed++;
        } else {
            failed++;
            listener.failed(comparison.mismatches());
        }
    }

    /** The title of a row: its texts. */
    private static String title(Entry row) {
        return row.names().stream()
                .filter(name -> row.node().get(name).isTextual())
                .map(name -> row.field(name).text())
                .collect(Collectors.joining(", "));
    }
}
