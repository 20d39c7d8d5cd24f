package org.palinode.plot;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.SwingWrapper;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;

/** Line plots in one call. The charts are XChart's and can be changed by its means before they are saved. */
public final class Plots {
    private static final int WIDTH = 720;

    private Plots() {}

    /**
     * Lines over x, to be changed and saved.
     *
     * @param ys a line [n], or several as columns [n, lines]
     * @param names of the lines; numbered where they are missing
     */
    public static XYChart line(double[] x, Tensor ys, String... names) {
        return line(Sheet.FILE, x, ys, names);
    }

    private static XYChart line(Sheet sheet, double[] x, Tensor ys, String... names) {
        Tensor columns = columns(x, ys);
        int lines = columns.shape().dim(1);
        XYChart chart = sheet.chart(WIDTH, "t", lines == 1 && names.length > 0 ? names[0] : "");
        for (int i = 0; i < lines; i++) {
            String name = i < names.length ? names[i] : "y" + i;
            sheet.addLine(chart, name, x, columns.index(1, i).toArray(), i);
        }
        chart.getStyler().setLegendVisible(lines > 1);
        return chart;
    }

    /**
     * Adds points to a chart that {@link #line(double[], Tensor, String...)} made; returns the chart. Column i has the colour of line i.
     *
     * @param ys of the points [n], or of several sets as columns [n, sets]
     * @param names of the sets, each new to the chart; sets without a name are left out of the legend
     * @throws IllegalArgumentException if x and ys do not fit together, or the chart has one of the names already
     */
    public static XYChart points(XYChart chart, double[] x, Tensor ys, String... names) {
        Tensor columns = columns(x, ys);
        for (int i = 0; i < columns.shape().dim(1); i++) {
            boolean named = i < names.length;
            String name =
                    named ? names[i] : "points " + chart.getSeriesCollection().size();
            if (chart.getSeries(name) != null) {
                throw new IllegalArgumentException(
                        "the chart has \"" + name + "\" already; give the points a name of their own");
            }
            Sheet.FILE
                    .addPoints(chart, name, x, columns.index(1, i).toArray(), i)
                    .setShowInLegend(named);
        }
        chart.getStyler().setLegendVisible(chart.getStyler().isLegendVisible() || names.length > 0);
        return chart;
    }

    /**
     * Adds points to a line of a chart, in its colour, where the lines have points at x of their own; returns the chart.
     *
     * @param y of the points, [n]
     * @throws IllegalArgumentException if x and y do not fit together, or the chart has no such line
     */
    public static XYChart pointsOf(XYChart chart, String line, double[] x, Tensor y) {
        if (chart.getSeries(line) == null) {
            throw new IllegalArgumentException("the chart has no line \"" + line + "\"; its lines are "
                    + chart.getSeriesCollection().stream()
                            .map(XYSeries::getName)
                            .toList());
        }
        String name = "points " + chart.getSeriesCollection().size();
        double[] values = columns(x, y).flatten().toArray();
        XYSeries points = Sheet.FILE.addPoints(chart, name, x, values, 0);
        points.setMarkerColor(chart.getSeries(line).getLineColor());
        points.setShowInLegend(false);
        return chart;
    }

    /**
     * Values over two axes as colours, from dark blue for the smallest to yellow for the largest, white where a value is not finite.
     * To be changed and saved.
     *
     * @param x of the values, left to right
     * @param y of the values, bottom to top
     * @param values [x, y]: over time and place the saved rows of a solution
     */
    public static XYChart heatMap(double[] x, double[] y, Tensor values) {
        if (x.length < 2 || y.length < 2 || !values.shape().equals(Shape.of(x.length, y.length))) {
            throw new IllegalArgumentException(
                    "a heat map over " + x.length + " by " + y.length + " points needs values [" + x.length + ", "
                            + y.length + "], and two points each way at least, got " + values.type());
        }
        return Sheet.FILE.heatMap(WIDTH, x, y, values);
    }

    /** Values as columns [n, lines] over n points. */
    private static Tensor columns(double[] x, Tensor ys) {
        Tensor columns = ys.rank() == 1 ? ys.reshape(ys.size(), 1) : ys;
        if (x.length == 0 || columns.rank() != 2 || columns.shape().dim(0) != x.length) {
            throw new IllegalArgumentException("a plot over " + x.length + " points needs values [" + x.length
                    + "] or [" + x.length + ", lines], and one point at least, got " + ys.type());
        }
        return columns;
    }

    /** Saves lines over x as a PNG file; returns the file. */
    public static Path save(String file, double[] x, Tensor ys, String... names) {
        return save(file, line(x, ys, names));
    }

    /** Saves the saved values of a solution over time as a PNG file; returns the file. */
    public static Path save(String file, Solution<Tensor> solution, String... names) {
        return save(file, solution.ts(), solution.ys(), names);
    }

    /**
     * Saves a chart as a PNG file, in a folder that is made where it is missing; returns the file.
     *
     * @throws IllegalArgumentException if the name does not end in .png
     */
    public static Path save(String file, XYChart chart) {
        if (!file.toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new IllegalArgumentException(
                    "plots are saved as PNG, got the file " + file + "; give it a name that ends in .png");
        }
        Path path = Path.of(file);
        Path next = path.resolveSibling(
                path.getFileName() + ".next"); // what was there before stays until this one is complete
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.write(next, png(chart));
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " could not be written: " + failure.getMessage(), failure);
        }
        return path;
    }

    /** Shows lines over x in a window; needs a display. */
    public static void show(double[] x, Tensor ys, String... names) {
        new SwingWrapper<>(line(Sheet.SCREEN, x, ys, names)).displayChart();
    }

    /** Charts of one height side by side, as the bytes of a PNG file. */
    public static byte[] png(XYChart... charts) {
        int width =
                IntStream.range(0, charts.length).map(i -> charts[i].getWidth()).sum();
        BufferedImage image = new BufferedImage(width, charts[0].getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (XYChart chart : charts) {
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            graphics.translate(chart.getWidth(), 0);
        }
        graphics.dispose();
        var png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return png.toByteArray();
    }
}
