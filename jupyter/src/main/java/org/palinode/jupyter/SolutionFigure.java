package org.palinode.jupyter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Saved;
import org.palinode.ode.Solution;
import org.palinode.ode.Statistics;
import org.palinode.ode.outcome.Outcome;
import org.palinode.plot.Sheet;

/** Saved rows as lines over time; few rows as a table. Below stand the result of the solve and its costs. */
final class SolutionFigure {
    private static final int WIDTH = 720;
    private static final int MOST_LINES = 8;
    private static final int FEW_ROWS = 2;

    /** A component of the state over time. */
    private record Line(String name, double[] values) {
        boolean isFinite() {
            return Arrays.stream(values).allMatch(Double::isFinite);
        }
    }

    private final double[] times;
    private final List<Line> lines;

    private SolutionFigure(double[] times, Object rows) {
        this.times = times;
        this.lines = lines(times.length, rows);
    }

    static String of(Solution<?> solution) {
        String result = result(solution);
        try {
            return new SolutionFigure(solution.ts(), solution.ys()).html(result);
        } catch (IllegalStateException severalOutputs) {
            return "<p>" + Html.escape(result + "; several outputs, each of which saved(sub) reads") + "</p>";
        }
    }

    static String of(Saved<?> saved) {
        return new SolutionFigure(saved.ts(), saved.ys()).html(saved.ts().length + " saved rows");
    }

    private static String result(Solution<?> solution) {
        Outcome outcome = solution.outcome();
        Statistics costs = solution.statistics();
        return outcome.result().message() + ": t = " + Numbers.text(outcome.t()) + ", " + outcome.accepted() + " steps"
                + (outcome.rejected() == 0 ? "" : " and " + outcome.rejected() + " rejected") + ", "
                + costs.evaluations() + " evaluations";
    }

    private String html(String result) {
        if (times.length == 0 || lines.isEmpty()) {
            return "<p>" + Html.escape(result + "; no rows saved") + "</p>";
        }
        List<Line> shown = chosen();
        String caption = result
                + (shown.size() == lines.size() ? "" : "; " + shown.size() + " of " + lines.size() + " components")
                + (shown.stream().allMatch(Line::isFinite) ? "" : "; gaps where a value is not finite");
        return Html.figure(
                times.length <= FEW_ROWS ? table(shown) : Html.image(Picture.of(chart(shown)), caption), caption);
    }

    /** All lines, or some at equal distances, the first and the last among them. */
    private List<Line> chosen() {
        int last = lines.size() - 1;
        return lines.size() <= MOST_LINES
                ? lines
                : IntStream.range(0, MOST_LINES)
                        .mapToObj(i -> lines.get((int) ((long) i * last / (MOST_LINES - 1))))
                        .toList();
    }

    private String table(List<Line> shown) {
        List<String> heads = new ArrayList<>(List.of("t"));
        shown.forEach(line -> heads.add(line.name()));
        List<String> rows = IntStream.range(0, times.length)
                .mapToObj(row -> Html.headedRow(
                        Numbers.text(times[row]),
                        shown.stream()
                                .map(line -> Numbers.html(line.values()[row]))
                                .toList()))
                .toList();
        return Html.table("", heads, rows);
    }

    private XYChart chart(List<Line> shown) {
        XYChart chart =
                Sheet.FILE.chart(WIDTH, "t", shown.size() == 1 ? shown.get(0).name() : "");
        for (int i = 0; i < shown.size(); i++) {
            Sheet.FILE.addLine(chart, shown.get(i).name(), times, shown.get(i).values(), i);
        }
        chart.getStyler().setLegendVisible(shown.size() > 1);
        return chart;
    }

    private static List<Line> lines(int rows, Object values) {
        Tree.Flat<Object> flat = Tree.flatten(values);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < flat.leaves().size(); i++) {
            String path = flat.structure().paths().get(i);
            addLines(
                    lines, path.equals("root") ? "y" : path, rows, flat.leaves().get(i));
        }
        return lines;
    }

    /** The components of a tensor [rows, ...]; none of one that has no numbers yet. */
    private static void addLines(List<Line> lines, String name, int rows, Tensor tensor) {
        if (rows == 0 || tensor.isSymbolic()) {
            return;
        }
        double[] numbers = tensor.toArray();
        int components = tensor.size() / rows;
        for (int i = 0; i < components; i++) {
            int component = i;
            double[] values = IntStream.range(0, rows)
                    .mapToDouble(row -> numbers[row * components + component])
                    .toArray();
            lines.add(new Line(tensor.rank() == 1 ? name : name + "[" + i + "]", values));
        }
    }
}
