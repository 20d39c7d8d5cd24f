package org.palinode.examples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.model.Fit;
import org.palinode.examples.train.Training;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.CompareAdjoints;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.GradientException;
import org.palinode.ode.controller.PIDController;

/**
 * A loss through a solve, whose gradient adjoints are to be compared on.
 *
 * @param description in a line
 * @param t0 where the solve begins
 * @param t1 where it ends
 * @param parameters for which the gradient is taken
 * @param loss from parameters and the way to solve
 */
public record AdjointProblem<P>(
        String description, double t0, double t1, P parameters, BiFunction<P, SolveOptions, Tensor> loss) {
    private static final long WARM_NANOS = 5_000_000_000L;
    private static final int MAX_STEPS = 1 << 16;

    /** The loss of a training as it stands. */
    public static AdjointProblem<?> of(Training<?> training) {
        return ofTyped(training);
    }

    private static <P> AdjointProblem<P> ofTyped(Training<P> training) {
        Fit<P> fit = training.fit();
        List<Double> times = fit.series().times();
        return new AdjointProblem<>(
                training.title(),
                times.get(0),
                times.get(times.size() - 1),
                training.parameters(),
                (parameters, options) -> fit.loss(parameters, options));
    }

    /** The adjoints on adaptive steps, for a tolerance that is relative and absolute. */
    public AdjointComparison adaptive(double tolerance, List<AdjointName> adjoints) {
        return compare(SolveOptions.standard().controller(new PIDController(tolerance, tolerance)), adjoints);
    }

    /** The adjoints on equal steps. */
    public AdjointComparison constant(int steps, List<AdjointName> adjoints) {
        return compare(SolveOptions.standard().dt0((t1 - t0) / steps), adjoints);
    }

    /** Compares until a whole comparison has begun on compiled code: else the first adjoint would look slow for being first. */
    private AdjointComparison compare(SolveOptions options, List<AdjointName> adjoints) {
        SolveOptions patient = options.maxSteps(MAX_STEPS);
        long start = System.nanoTime();
        AdjointComparison comparison = once(patient, adjoints);
        return System.nanoTime() - start < WARM_NANOS ? once(patient, adjoints) : comparison;
    }

    private AdjointComparison once(SolveOptions options, List<AdjointName> adjoints) {
        List<AdjointComparison.Row> rows = new ArrayList<>();
        for (AdjointName name : adjoints) {
            rows.addAll(orFailed(
                            name,
                            () -> CompareAdjoints.compareAdjoints(
                                    (P p, Adjoint adjoint) -> loss.apply(p, options.adjoint(adjoint)),
                                    parameters,
                                    List.of(name.adjoint())))
                    .rows());
        }
        return new AdjointComparison(rows);
    }

    /** One adjoint that fails is a result like another. */
    private static AdjointComparison orFailed(AdjointName name, Supplier<AdjointComparison> comparison) {
        try {
            return comparison.get();
        } catch (GradientException | SolveException failure) {
            return new AdjointComparison(List.of(new AdjointComparison.Row(
                    name.adjoint().getClass().getSimpleName().replace("Adjoint", ""),
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    0,
                    0,
                    0,
                    0,
                    failure.getMessage())));
        }
    }
}
