package org.palinode.jupyter;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Bar in the output of the cell that runs: one for each statement. It changes at most ten times a second, and at its end. */
final class CellBar {
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private final NotebookOutput output;
    private String name;
    private long statement;
    private long last;
    private boolean unfinished;

    CellBar(NotebookOutput output) {
        this.output = output;
    }

    /**
     * Shows how far something is.
     *
     * @param what goes on, for those who hear the page
     * @param fraction from 0 to 1; NaN where it is not known
     * @param text beside the bar, made only where it is shown
     * @param ends true if this is the last time
     */
    synchronized void show(String what, double fraction, Supplier<String> text, boolean ends) {
        long time = System.nanoTime();
        if (name == null || statement != output.statement()) {
            statement = output.statement();
            String line = text.get();
            name = output.show(html(what, fraction, line), line);
        } else if (time - last >= PAUSE || ends && unfinished) {
            String line = text.get();
            output.replace(name, html(what, fraction, line), line);
        } else {
            return;
        }
        last = time;
        unfinished = !ends; // a bar that was seen on its way must not stay there
    }

    private static String html(String what, double fraction, String text) {
        String value = Double.isNaN(fraction) ? "" : String.format(Locale.ROOT, " value=\"%.3f\"", fraction);
        return "<div><progress max=\"1\"" + value + " aria-label=\"" + what
                + "\"></progress> <span style=\"font-variant-numeric: tabular-nums\">" + Html.escape(text)
                + "</span></div>";
    }
}
