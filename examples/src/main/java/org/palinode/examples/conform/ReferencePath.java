package org.palinode.examples.conform;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.path.Path;

/** Paths as reference data describe them: a kind, counts of observations and time as channels, and where the data have ends. */
final class ReferencePath {
    private ReferencePath() {}

    /** The path of a problem through data [times, ...]. */
    static Function<Tensor, Path> of(Entry problem) {
        Tensor ts = problem.field("times").tensor();
        boolean time = flag(problem, "time");
        UnaryOperator<Tensor> counted = flag(problem, "counts") ? MissingValues::withCounts : data -> data;
        UnaryOperator<Tensor> filled = flag(problem, "ends") ? MissingValues::fillEnds : data -> data;
        Kind kind = kind(problem.field("path").text());
        return data -> {
            Path path = kind.through(ts, filled.apply(counted.apply(data)));
            return time ? path.withTime() : path;
        };
    }

    private static boolean flag(Entry problem, String name) {
        return problem.optional(name).map(Entry::flag).orElse(false);
    }

    /** A path through data at given times. */
    private interface Kind {
        Path through(Tensor ts, Tensor data);
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "backward-hermite" -> CubicInterpolation::backwardHermite;
            case "linear" -> (ts, data) -> LinearInterpolation.of(ts, MissingValues.fill(ts, data));
            case "rectilinear" -> LinearInterpolation::rectilinear;
            default -> throw new UnknownToPalinode("path " + name);
        };
    }
}
