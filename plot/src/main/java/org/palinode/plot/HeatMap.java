package org.palinode.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Values over two axes as colours. XChart's own heat map has categories for axes, and seams between its cells: here axes and legend are
 * those of a line chart, and the cells are an image over the lines.
 */
final class HeatMap extends XYChart {
    /** From low to high. Lightness rises evenly, so that the order shows without colours too. */
    private static final int[] STOPS = {0x00204d, 0x31446b, 0x666970, 0x958f78, 0xcab969, 0xffea46};

    /** White, as lines have gaps where a value is not finite: no value has it. */
    private static final int GAP = 0xffffff;

    private final double[] x;
    private final double[] y;
    private final BufferedImage cells;

    /** @param values [x, y] */
    HeatMap(int width, int height, double[] x, double[] y, Tensor values) {
        super(width, height);
        this.x = x.clone();
        this.y = y.clone();
        double[] numbers = values.toArray();
        double least = finite(numbers).min().orElse(0);
        double most = finite(numbers).max().orElse(0);
        cells = cells(x.length, y.length, numbers, least, most);
        getStyler().setXAxisMin(x[0]).setXAxisMax(x[x.length - 1]);
        getStyler().setYAxisMin(y[0]).setYAxisMax(y[y.length - 1]);
        for (int i = 0; i < STOPS.length; i++) {
            addToLegend(least + (most - least) * i / (STOPS.length - 1), new Color(STOPS[i]), width / 40f);
        }
    }

    private static DoubleStream finite(double[] numbers) {
        return Arrays.stream(numbers).filter(Double::isFinite);
    }

    private static BufferedImage cells(int columns, int rows, double[] numbers, double least, double most) {
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < numbers.length; i++) {
            double fraction = most > least ? (numbers[i] - least) / (most - least) : numbers[i] - least;
            image.setRGB(i / rows, rows - 1 - i % rows, Double.isFinite(fraction) ? colour(fraction) : GAP);
        }
        return image;
    }

    /** The colour at a fraction of the way from low to high. */
    private static int colour(double fraction) {
        double place = fraction * (STOPS.length - 1);
        int stop = Math.min((int) place, STOPS.length - 2);
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int low = STOPS[stop] >> shift & 0xff;
            int high = STOPS[stop + 1] >> shift & 0xff;
            mixed |= (int) Math.round(low + (place - stop) * (high - low)) << shift;
        }
        return mixed;
    }

    /** A short line in the middle of the map, which hides it. Two values with one text are one entry. */
    private void addToLegend(double value, Color colour, float thickness) {
        String name = String.format(Locale.ROOT, "%.3g", value);
        if (getSeries(name) == null) {
            XYSeries line = addSeries(name, middle(x), middle(y));
            line.setMarker(SeriesMarkers.NONE);
            line.setLineColor(colour);
            line.setLineStyle(new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
        }
    }

    /** Three points in the middle, not equally spaced: XChart would label those in place of round numbers. */
    private static double[] middle(double[] axis) {
        double length = axis[axis.length - 1] - axis[0];
        return new double[] {axis[0] + 0.49 * length, axis[0] + 0.5 * length, axis[0] + 0.52 * length};
    }

    @Override
    public void paint(Graphics2D graphics, int width, int height) {
        super.paint(graphics, width, height);
        int left = (int) getScreenXFromChart(x[0]);
        int right = (int) getScreenXFromChart(x[x.length - 1]);
        int bottom = (int) getScreenYFromChart(y[0]);
        int top = (int) getScreenYFromChart(y[y.length - 1]);
        graphics.drawImage(cells, left, top, right - left, bottom - top, null);
    }
}
