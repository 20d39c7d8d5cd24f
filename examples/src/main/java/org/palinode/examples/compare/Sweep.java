package org.palinode.examples.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.plot.Curve;
import org.palinode.ode.AdjointComparison;

/** Comparisons of the same adjoints on one problem, for one number of steps after another. */
public record Sweep(List<Entry> entries) {
    /**
     * Comparison at one number of steps.
     *
     * @param steps the number of equal steps; empty for adaptive steps
     */
    public record Entry(OptionalInt steps, AdjointComparison comparison) {}

    public Sweep {
        entries = List.copyOf(entries);
    }

    /** On adaptive steps. */
    public static <P> Sweep adaptive(
            AdjointProblem<P> problem,
            double tolerance,
            List<AdjointName> adjoints,
            BiConsumer<Integer, AdjointName> finished) {
        Optional<P> truth = problem.trueGradient();
        AdjointComparison comparison =
                problem.compare(problem.adaptive(tolerance), adjoints, truth, name -> finished.accept(0, name));
        return new Sweep(List.of(new Entry(OptionalInt.empty(), comparison)));
    }

    /**
     * On these numbers of equal steps.
     *
     * @param finished told of each number of steps and adjoint when they are done
     */
    public static <P> Sweep constant(
            AdjointProblem<P> problem,
            List<Integer> steps,
            List<AdjointName> adjoints,
            BiConsumer<Integer, AdjointName> finished) {
        Optional<P> truth = problem.trueGradient();
        List<Entry> entries = new ArrayList<>();
        for (int count : steps) {
            AdjointComparison comparison =
                    problem.compare(problem.constant(count), adjoints, truth, name -> finished.accept(count, name));
            entries.add(new Entry(OptionalInt.of(count), comparison));
        }
        return new Sweep(entries);
    }

    /** A quantity of each adjoint over the number of steps, where it is a positive number: for logarithmic axes. */
    public List<Curve> curves(ToDoubleFunction<AdjointComparison.Row> quantity) {
        Map<String, List<double[]>> points = new LinkedHashMap<>();
        for (Entry entry : entries) {
            for (AdjointComparison.Row row : entry.comparison().rows()) {
                List<double[]> known = points.computeIfAbsent(row.adjoint(), name -> new ArrayList<>());
                double y = quantity.applyAsDouble(row);
                if (y > 0 && row.refusal() == null) {
                    known.add(new double[] {entry.steps().orElseThrow(), y});
                }
            }
        }
        return points.entrySet().stream()
                .map(line -> new Curve(
                        line.getKey(),
                        line.getValue().stream().mapToDouble(point -> point[0]).toArray(),
                        line.getValue().stream().mapToDouble(point -> point[1]).toArray()))
                .toList();
    }
}
