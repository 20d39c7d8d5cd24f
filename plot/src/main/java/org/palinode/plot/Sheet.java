package org.palinode.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Charts in our style at a resolution.
 *
 * @param scale pixels for each point of the layout. XChart rounds to points before it paints, so a chart is laid out larger, not
 *     painted larger: else curves show steps.
 */
public record Sheet(int scale) {
    /** For files: sharp on dense screens and in print. */
    public static final Sheet FILE = new Sheet(2);

    /** For windows. */
    public static final Sheet SCREEN = new Sheet(1);

    private static final int HEIGHT = 480;
    private static final String PLAIN = "0.######"; // without separators of thousands: 1900 is a year
    private static final String POWER = "0.###E0";

    /** Colours that stay apart for colour-blind readers too: M. Okabe, K. Ito, "Color Universal Design", 2008. */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0072b2),
            new Color(0xd55e00),
            new Color(0x009e73),
            new Color(0xcc79a7),
            new Color(0xe69f00),
            new Color(0x56b4e9));

    /**
     * A chart without lines.
     *
     * @param width in points
     * @param x title of the axis to the right
     * @param y title of the axis upwards
     */
    public XYChart chart(int width, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(scale * width)
                .height(scale * HEIGHT)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        dress(chart);
        return chart;
    }

    private void dress(XYChart chart) {
        XYStyler style = chart.getStyler();
        style.setLocale(Locale.ROOT);
        style.setChartBackgroundColor(Color.WHITE);
        style.setChartTitleFont(font(Font.BOLD, 14));
        style.setChartPadding(8 * scale);
        style.setMarkerSize(8 * scale);
        placeLegend(style);
        drawAxes(style);
    }

    /** A chart of values [x, y] as colours. */
    HeatMap heatMap(int width, double[] x, double[] y, Tensor values) {
        HeatMap chart = new HeatMap(scale * width, scale * HEIGHT, x, y, values);
        dress(chart);
        return chart;
    }

    private void placeLegend(XYStyler style) {
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setLegendLayout(LegendLayout.Horizontal);
        style.setLegendBorderColor(Color.WHITE);
        style.setLegendFont(font(Font.PLAIN, 12));
        style.setLegendPadding(8 * scale);
        style.setLegendSeriesLineLength(24 * scale);
    }

    private void drawAxes(XYStyler style) {
        style.setAxisTitleFont(font(Font.PLAIN, 13));
        style.setAxisTickLabelsFont(font(Font.PLAIN, 12));
        style.setAxisTitlePadding(6 * scale);
        style.setAxisTickPadding(4 * scale);
        style.setAxisTickMarkLength(4 * scale);
        style.setAxisTickMarksStroke(new BasicStroke(scale));
        style.setXAxisTickMarkSpacingHint(70 * scale);
        style.setYAxisTickMarkSpacingHint(45 * scale);
        style.setXAxisDecimalPattern(PLAIN);
        style.setYAxisDecimalPattern(PLAIN);
        style.setYAxisLabelAlignment(TextAlignment.Right);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(new Color(0xdddddd));
        style.setPlotGridLinesStroke(new BasicStroke(scale));
    }

    private Font font(int weight, int size) {
        return new Font(Font.SANS_SERIF, weight, scale * size);
    }

    /** Numbers on the axes are written with a power of ten where they need one. */
    private static void fitNumbers(XYChart chart, double[] x, double[] y) {
        if (needsPower(x)) {
            chart.getStyler().setXAxisDecimalPattern(POWER);
        }
        if (needsPower(y)) {
            chart.getStyler().setYAxisDecimalPattern(POWER);
        }
    }

    private static boolean needsPower(double[] values) {
        double largest = Arrays.stream(values)
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        return largest >= 1e7 || (largest < 1e-3 && largest > 0);
    }

    /** Adds a line through points; it has a gap where y is not finite. */
    public void addLine(XYChart chart, String name, double[] x, double[] y, int colour) {
        double[] drawn = withGaps(y);
        fitNumbers(chart, x, drawn);
        XYSeries line = chart.addSeries(name, withOneMore(x), withOneMore(drawn));
        line.setMarker(SeriesMarkers.NONE);
        line.setLineColor(colour(colour));
        line.setLineStyle(new BasicStroke(2 * scale, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** XChart leaves a gap at NaN, and refuses infinity. */
    private static double[] withGaps(double[] y) {
        return Arrays.stream(y)
                .map(value -> Double.isFinite(value) ? value : Double.NaN)
                .toArray();
    }

    /** XChart labels points that are equally spaced, in place of round numbers; half way to the second point is one more that is not. */
    private static double[] withOneMore(double[] values) {
        if (values.length < 2) {
            return values;
        }
        double[] more = new double[values.length + 1];
        System.arraycopy(values, 0, more, 1, values.length);
        more[0] = values[0];
        more[1] = values[0] + (values[1] - values[0]) / 2;
        return more;
    }

    /** Adds points without a line, where y is finite; returns them, for changes. */
    public XYSeries addPoints(XYChart chart, String name, double[] x, double[] y, int colour) {
        double[] drawn = withGaps(y);
        fitNumbers(chart, x, drawn);
        XYSeries points = chart.addSeries(name, x, drawn);
        points.setLineStyle(SeriesLines.NONE); // the scatter style spaces its legend differently
        points.setMarker(SeriesMarkers.CIRCLE);
        points.setMarkerColor(colour(colour));
        return points;
    }

    /** Adds a line with its points marked, on axes that become logarithmic. */
    public void addLogCurve(XYChart chart, String name, double[] x, double[] y, int colour) {
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setYAxisDecimalPattern(POWER);
        XYSeries line = chart.addSeries(name, x, y);
        line.setMarker(SeriesMarkers.CIRCLE);
        line.setMarkerColor(colour(colour));
        line.setLineColor(colour(colour));
        line.setLineStyle(new BasicStroke(2 * scale, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** The colour of line {@code index}; they repeat. */
    public static Color colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }
}
