package org.palinode.tests.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYSeries;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.shell.Script;
import org.palinode.plot.Plots;

class PlotsTest {
    @TempDir
    Path folder;

    @Test
    void savesALineInAFolderThatItMakes() throws IOException {
        Tensor x = Tensor.linspace(0, 6, 50);
        Path file = Plots.save(folder.resolve("new/sine.png").toString(), x.toArray(), x.sin(), "sine");
        var image = ImageIO.read(file.toFile());
        assertEquals(1440, image.getWidth());
        assertTrue(Files.size(file) > 5000, "bytes: " + Files.size(file));
    }

    @Test
    void refusesValuesThatDoNotFitTheTimes() {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> Plots.line(new double[] {0, 1, 2}, Tensor.zeros(2, 3)));
        assertEquals(
                "a plot over 3 points needs values [3] or [3, lines], and one point at least, got f64[2, 3]",
                refusal.getMessage());
    }

    @Test
    void pointsHaveTheColoursOfTheirLines() throws IOException {
        double[] x = {0, 1, 2};
        var chart = Plots.line(x, Tensor.of(new double[][] {{0, 5}, {1, 4}, {2, 3}}), "hare", "lynx");
        chart.getSeriesCollection().forEach(line -> line.setEnabled(false)); // what is painted then is the points
        Tensor seen = Tensor.of(new double[][] {{0.5, 4.5}, {1.5, 3.5}, {2.5, 2.5}});
        assertSame(chart, Plots.points(chart, x, seen, "hares seen", "lynxes seen"));
        var image = ImageIO.read(
                Plots.save(folder.resolve("seen.png").toString(), chart).toFile());
        assertTrue(
                pixels(image, 0x0072b2) > 300,
                "of hares: " + pixels(image, 0x0072b2)); // discs of 16 pixels are 200 each
        assertTrue(pixels(image, 0xd55e00) > 300, "of lynxes: " + pixels(image, 0xd55e00));
        assertEquals(0, pixels(image, 0x009e73));
    }

    private static long pixels(BufferedImage image, int colour) {
        return IntStream.range(0, image.getHeight())
                .mapToLong(y -> IntStream.range(0, image.getWidth())
                        .filter(x -> (image.getRGB(x, y) & 0xffffff) == colour)
                        .count())
                .sum();
    }

    @Test
    void pointsWithoutANameAreLeftOutOfTheLegend() {
        double[] x = {0, 1, 2};
        var chart = Plots.line(x, Tensor.of(0, 1, 2), "hare");
        Plots.points(chart, x, Tensor.zeros(3));
        assertFalse(chart.getStyler().isLegendVisible());
        Plots.points(chart, x, Tensor.zeros(3, 2), "seen");
        assertTrue(chart.getStyler().isLegendVisible());
        assertEquals(
                List.of("hare", "seen"),
                chart.getSeriesCollection().stream()
                        .filter(XYSeries::isShowInLegend)
                        .map(XYSeries::getName)
                        .toList());
        assertEquals(4, chart.getSeriesCollection().size());
    }

    @Test
    void refusesPointsWithTheNameOfALine() {
        double[] x = {0, 1, 2};
        var chart = Plots.line(x, Tensor.of(0, 1, 2), "hare");
        var twice = assertThrows(IllegalArgumentException.class, () -> Plots.points(chart, x, Tensor.zeros(3), "hare"));
        assertEquals("the chart has \"hare\" already; give the points a name of their own", twice.getMessage());
    }

    @Test
    void pointsOfALineHaveItsColour() {
        double[] x = {0, 1, 2};
        var chart = Plots.line(x, Tensor.of(new double[][] {{0, 5}, {1, 4}, {2, 3}}), "hare", "lynx");
        Plots.pointsOf(chart, "lynx", new double[] {0.5, 1.5}, Tensor.of(4, 3));
        var points = List.copyOf(chart.getSeriesCollection()).get(2);
        assertEquals(chart.getSeries("lynx").getLineColor(), points.getMarkerColor());
        assertFalse(points.isShowInLegend());
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> Plots.pointsOf(chart, "fox", x, Tensor.zeros(3)));
        assertEquals("the chart has no line \"fox\"; its lines are [hare, lynx, points 2]", refusal.getMessage());
    }

    @Test
    void aHeatMapHasEachValueAtItsPlace() throws IOException {
        double[] x = {0, 1, 2};
        double[] y = {0, 10};
        var map = Plots.heatMap(x, y, Tensor.of(new double[][] {{0, 5}, {1, 4}, {2, 3}}));
        var image = ImageIO.read(
                Plots.save(folder.resolve("map.png").toString(), map).toFile());
        assertEquals(0x00204d, at(image, map.getScreenXFromChart(0.3), map.getScreenYFromChart(2.5)));
        assertEquals(0xffea46, at(image, map.getScreenXFromChart(0.3), map.getScreenYFromChart(7.5)));
        assertEquals(0xcab969, at(image, map.getScreenXFromChart(1), map.getScreenYFromChart(7.5)));
        assertEquals(0x666970, at(image, map.getScreenXFromChart(1.7), map.getScreenYFromChart(2.5)));
    }

    /** Colours and legend are those of the other values. */
    @Test
    void aHeatMapHasAGapWhereAValueIsNotFinite() throws IOException {
        double[] axis = {0, 1, 2};
        Tensor values = Tensor.of(new double[][] {{0, 5, 1}, {Double.NaN, 2, Double.POSITIVE_INFINITY}, {3, 4, 0}});
        var map = Plots.heatMap(axis, axis, values);
        var image = ImageIO.read(
                Plots.save(folder.resolve("map.png").toString(), map).toFile());
        assertEquals(0x00204d, at(image, map.getScreenXFromChart(0.3), map.getScreenYFromChart(0.3)));
        assertEquals(0xffea46, at(image, map.getScreenXFromChart(0.3), map.getScreenYFromChart(1)));
        assertEquals(0xffffff, at(image, map.getScreenXFromChart(1), map.getScreenYFromChart(0.3)));
        assertEquals(0xffffff, at(image, map.getScreenXFromChart(1), map.getScreenYFromChart(1.7)));
        assertEquals(
                List.of("0.00", "1.00", "2.00", "3.00", "4.00", "5.00"),
                map.getSeriesCollection().stream().map(XYSeries::getName).toList());
    }

    private static int at(BufferedImage image, double x, double y) {
        return image.getRGB((int) x, (int) y) & 0xffffff;
    }

    @Test
    void refusesAHeatMapOfAnotherShape() {
        double[] x = {0, 1, 2};
        var refusal = assertThrows(IllegalArgumentException.class, () -> Plots.heatMap(x, x, Tensor.zeros(3, 2)));
        assertEquals(
                "a heat map over 3 by 3 points needs values [3, 3], and two points each way at least, got f64[3, 2]",
                refusal.getMessage());
    }

    /** A solve that ran away is what one wants to look at. */
    @Test
    void leavesAGapWhereAValueIsNotFinite() throws IOException {
        Tensor y = Tensor.of(1, 2, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        Path file = Plots.save(folder.resolve("gap.png").toString(), new double[] {0, 1, 2, 3, 4}, y, "y");
        assertTrue(Files.size(file) > 5000, "bytes: " + Files.size(file));
    }

    @Test
    void refusesANameOfAnotherFormat() {
        Tensor x = Tensor.linspace(0, 6, 5);
        String file = folder.resolve("sine.svg").toString();
        var refusal = assertThrows(IllegalArgumentException.class, () -> Plots.save(file, x.toArray(), x.sin()));
        assertEquals(
                "plots are saved as PNG, got the file " + file + "; give it a name that ends in .png",
                refusal.getMessage());
    }

    @Test
    @Tag("slow") // compiles snippets
    void theDemoOfTheShellRuns() throws IOException {
        String demo = Files.readString(Path.of("..", "examples", "src", "main", "jshell", "demo.jsh"));
        Path script = Files.writeString(
                folder.resolve("demo.jsh"),
                demo.replace("out/demo.png", folder.resolve("demo.png").toString()));
        var err = new ByteArrayOutputStream();
        assertEquals(0, Script.run(script, new PrintStream(err, true)), err.toString());
        assertTrue(Files.size(folder.resolve("demo.png")) > 5000);
    }
}
