package org.palinode.jupyter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A picture in the format PNG.
 *
 * @param width pixels of the page that it takes; it may be finer
 */
record Picture(byte[] png, int width, int height) {
    private static final int WIDEST = 1000;

    /** A chart. One with more pixels across than a page has is drawn for dense screens, and takes half as many. */
    static Picture of(Chart<?, ?> chart) {
        int scale = chart.getWidth() > WIDEST ? 2 : 1;
        try {
            return new Picture(
                    BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG),
                    chart.getWidth() / scale,
                    chart.getHeight() / scale);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    String base64() {
        return Base64.getEncoder().encodeToString(png);
    }
}
