package org.palinode.examples.cli;

import java.util.concurrent.TimeUnit;

/** Counter of rows in one line on standard error that overwrites itself; shown only on a terminal. */
final class RowCounter {
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(100);

    private final boolean visible = System.console() != null;
    private long last;
    private boolean shown;

    void show(int done, int total) {
        long now = System.nanoTime();
        if (visible && now - last > EVERY) {
            last = now;
            shown = true;
            System.err.print("\r" + done + " of " + total + " rows");
        }
    }

    /** Makes way for other output. */
    void clear() {
        if (shown) {
            System.err.print("\r\u001b[K");
            shown = false;
        }
    }
}
