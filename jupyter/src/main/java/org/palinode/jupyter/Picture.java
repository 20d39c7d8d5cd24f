package org.palinode.jupyter;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;

/**
 * A chart as a picture in the format PNG.
 *
 * @param png the bytes
 * @param width pixels of the page that it takes; it may be finer
 * @param height pixels of the page
 * @param title what it shows, in words
 * @param colours of what is drawn, such as #0072b2, by name; empty where they are not known
 */
record Picture(byte[] png, int width, int height, String title, Map<String, String> colours) {
    private static final int WIDEST = 1000;

    /** A chart with more pixels across than a page has is drawn for dense screens, and takes half as many. */
    static Picture of(Chart<?, ?> chart) {
        int scale = chart.getWidth() > WIDEST ? 2 : 1;
        Map<String, String> colours = chart instanceof XYChart lines ? colours(lines) : Map.of();
        return new Picture(bytes(chart), chart.getWidth() / scale, chart.getHeight() / scale, title(chart), colours);
    }

    private static byte[] bytes(Chart<?, ?> chart) {
        try {
            return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String title(Chart<?, ?> chart) {
        String title = chart.getTitle() == null || chart.getTitle().isEmpty() ? "" : " \"" + chart.getTitle() + "\"";
        String names = chart.getSeriesCollection().stream()
                .filter(Series::isShowInLegend)
                .map(Series::getName)
                .collect(Collectors.joining(", "));
        return "chart" + title + (names.isEmpty() ? "" : " of " + names);
    }

    private static Map<String, String> colours(XYChart chart) {
        Map<String, String> colours = new LinkedHashMap<>();
        for (XYSeries series : chart.getSeriesCollection()) {
            Color colour = series.getLineColor() == null ? series.getMarkerColor() : series.getLineColor();
            if (colour != null && series.isEnabled()) {
                colours.put(series.getName(), String.format("#%06x", colour.getRGB() & 0xffffff));
            }
        }
        return colours;
    }

    String base64() {
        return Base64.getEncoder().encodeToString(png);
    }
}
