package org.palinode.examples.plot;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palinode.plot.Sheet;

/**
 * A {@link LogPlot} as scalable vector graphics. XChart's own export needs a library under the LGPL, and curves on two logarithmic axes are a
 * few elements of text, so they are written out here.
 *
 * <p>Source: W3C, "Scalable Vector Graphics (SVG) 1.1", 2011, chapters 5, 8, 9 and 10.
 */
final class SvgPlot {
    static final int WIDTH = 620;
    static final int HEIGHT = 480;

    private static final int LEFT = 84;
    private static final int RIGHT = WIDTH - 24;
    private static final int TOP = 48;
    private static final int BOTTOM = HEIGHT - 96;
    private static final int LEGEND_ENTRY = 150;

    private final StringBuilder text = new StringBuilder();
    private final LogPlot plot;
    private final List<Curve> curves;
    private final LogAxis xs;
    private final LogAxis ys;

    private SvgPlot(LogPlot plot) {
        this.plot = plot;
        curves = plot.curves();
        xs = LogAxis.around(curves, Curve::x);
        ys = LogAxis.around(curves, Curve::y);
    }

    /** Plots side by side as a document. */
    static String document(List<LogPlot> plots) {
        int width = plots.size() * WIDTH;
        String panels = IntStream.range(0, plots.size())
                .mapToObj(i -> line(
                        "<g transform=\"translate(%d,0)\">%n%s</g>%n", i * WIDTH, new SvgPlot(plots.get(i)).draw()))
                .collect(Collectors.joining());
        return line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n"
                        + "%s</svg>%n",
                width, HEIGHT, width, HEIGHT, width, HEIGHT, panels);
    }

    private String draw() {
        write(WIDTH / 2.0, TOP - 20, "middle", "font-size=\"14\" font-weight=\"bold\"", plot.title());
        write((LEFT + RIGHT) / 2.0, BOTTOM + 42, "middle", "", plot.x());
        write(0, 0, "middle", line("transform=\"translate(20,%d) rotate(-90)\"", (TOP + BOTTOM) / 2), plot.y());
        for (int exponent : xs.ticks()) {
            double x = x(Math.pow(10, exponent));
            grid(x, TOP, x, BOTTOM);
            power(x, BOTTOM + 20, "middle", exponent);
        }
        for (int exponent : ys.ticks()) {
            double y = y(Math.pow(10, exponent));
            grid(LEFT, y, RIGHT, y);
            power(LEFT - 8, y + 4, "end", exponent);
        }
        IntStream.range(0, curves.size())
                .filter(i -> curves.get(i).x().length > 0)
                .forEach(this::drawCurve);
        return text.toString();
    }

    private void drawCurve(int index) {
        Curve curve = curves.get(index);
        String colour = line("#%06x", Sheet.colour(index).getRGB() & 0xffffff);
        String points = IntStream.range(0, curve.x().length)
                .mapToObj(i -> line("%.2f,%.2f", x(curve.x()[i]), y(curve.y()[i])))
                .collect(Collectors.joining(" "));
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", points, colour);
        for (String point : points.split(" ")) {
            String[] at = point.split(",");
            add("<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"/>%n", at[0], at[1], colour);
        }
        double legend = WIDTH / 2.0 + (index - curves.size() / 2.0) * LEGEND_ENTRY;
        add("<circle cx=\"%.2f\" cy=\"%d\" r=\"4\" fill=\"%s\"/>%n", legend + 8, HEIGHT - 24, colour);
        write(legend + 18, HEIGHT - 20, "start", "", curve.name());
    }

    private double x(double value) {
        return LEFT + xs.fraction(value) * (RIGHT - LEFT);
    }

    private double y(double value) {
        return BOTTOM - ys.fraction(value) * (BOTTOM - TOP);
    }

    private void grid(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke=\"#dddddd\"/>%n", x1, y1, x2, y2);
    }

    private void power(double x, double y, String anchor, int exponent) {
        add(
                "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">10<tspan dy=\"-5\" font-size=\"9\">%d</tspan></text>%n",
                x, y, anchor, exponent);
    }

    private void write(double x, double y, String anchor, String attributes, String words) {
        add("<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\" %s>%s</text>%n", x, y, anchor, attributes, escaped(words));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... values) {
        text.append(line(format, values));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
