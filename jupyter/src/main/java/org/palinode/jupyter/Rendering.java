package org.palinode.jupyter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.knowm.xchart.internal.chartpart.Chart;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.Saved;
import org.palinode.ode.Solution;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.outcome.Outcome;

/**
 * The way in which values of a type are shown.
 *
 * @param mimeType the format
 * @param shown nothing for values that are left to their text
 */
record Rendering<T>(Class<T> type, String mimeType, Function<T, Optional<Shown>> shown) {
    /** All of them; a value takes the nearest type that it has. */
    static List<Rendering<?>> all() {
        return List.of(
                html(Tensor.class, TensorTable::html),
                html(double[].class, TensorTable::html),
                html(Solution.class, SolutionFigure::of),
                html(Saved.class, SolutionFigure::of),
                html(AdjointComparison.class, ComparisonTable::html),
                html(GradientReport.class, Facts::of),
                html(Statistics.class, Facts::of),
                html(Outcome.class, Facts::of),
                tree(Record.class),
                tree(List.class),
                tree(Map.class),
                new Rendering<>(Chart.class, Shown.PNG, chart -> Optional.of(Shown.png(Picture.of(chart)))));
    }

    private static <T> Rendering<T> html(Class<T> type, Function<T, String> html) {
        return new Rendering<>(type, Shown.HTML, value -> Optional.of(Shown.html(html.apply(value))));
    }

    private static <T> Rendering<T> tree(Class<T> type) {
        return new Rendering<>(type, Shown.HTML, value -> TreeList.html(value).map(Shown::html));
    }
}
