package org.palinode.examples.doctor;

import java.util.Locale;

/** Sizes as people read them. */
final class Bytes {
    private Bytes() {}

    /** Returns a size in units of 1024³ or 1024² bytes, as the JVM's own g and m. */
    static String text(long bytes) {
        double mega = bytes / 1048576.0;
        return mega < 1024
                ? String.format(Locale.ROOT, "%.0f MB", mega)
                : String.format(Locale.ROOT, "%.1f GB", mega / 1024);
    }
}
