package org.palinode.examples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.model.Fit;
import org.palinode.examples.train.Fitted;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.CompareAdjoints;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.GradientException;

/**
 * A loss through a solve, whose gradient adjoints are to be compared on.
 *
 * @param description in a line
 * @param t0 where the solve begins
 * @param t1 where it ends
 * @param parameters for which the gradient is taken
 * @param loss from parameters and the way to solve
 * @param shortest the shortest steps that its noise allows; empty where there is none
 */
public record AdjointProblem<P>(
        String description,
        double t0,
        double t1,
        P parameters,
        BiFunction<P, SolveOptions, Tensor> loss,
        OptionalDouble shortest) {
    private static final long WARM_NANOS = 1_000_000_000L;
    private static final int MAX_STEPS = 1 << 16;
    private static final double TIGHT = 1e-11;

    /** A problem without noise. */
    public AdjointProblem(
            String description, double t0, double t1, P parameters, BiFunction<P, SolveOptions, Tensor> loss) {
        this(description, t0, t1, parameters, loss, OptionalDouble.empty());
    }

    /** The loss of a model that is fitted to a series, over all of it. */
    public static AdjointProblem<?> of(Fitted<?> fitted) {
        return ofTyped(fitted);
    }

    private static <P> AdjointProblem<P> ofTyped(Fitted<P> fitted) {
        Fit<P> fit = fitted.training().fit();
        List<Double> times = fit.series().times();
        return new AdjointProblem<>(
                fitted.title(),
                times.get(0),
                times.get(times.size() - 1),
                fitted.parameters(),
                (parameters, options) -> fit.loss(parameters, options));
    }

    /** The same with parameters of another type of number. */
    public AdjointProblem<P> in(DType dtype) {
        return new AdjointProblem<>(description, t0, t1, cast(parameters, dtype), loss, shortest);
    }

    private static <P> P cast(P tree, DType dtype) {
        Tree.Flat<P> flat = Tree.flatten(tree);
        return flat.structure()
                .unflatten(flat.leaves().stream().map(leaf -> leaf.cast(dtype)).toList());
    }

    /**
     * The gradient in float64 with tolerances of {@value #TIGHT}, far below those of any comparison, or with the shortest steps that the noise allows on
     * the same path; empty if that solve fails.
     */
    public Optional<P> trueGradient() {
        SolveOptions tight = shortest.isPresent()
                ? SolveOptions.standard().dt0(shortest.getAsDouble()).maxSteps(MAX_STEPS)
                : adaptive(TIGHT);
        try {
            return Optional.of(Autodiff.<P>grad(p -> loss.apply(p, tight)).apply(cast(parameters, DType.FLOAT64)));
        } catch (SolveException failure) {
            return Optional.empty();
        }
    }

    /** Adaptive steps for a tolerance that is relative and absolute. */
    public SolveOptions adaptive(double tolerance) {
        PIDController any = new PIDController(tolerance, tolerance);
        return SolveOptions.standard()
                .controller(shortest.isPresent() ? any.withDtmin(shortest.getAsDouble()) : any)
                .maxSteps(MAX_STEPS);
    }

    /** Options with that many equal steps. */
    public SolveOptions constant(int steps) {
        return SolveOptions.standard().dt0((t1 - t0) / steps).maxSteps(Math.max(MAX_STEPS, steps + 1));
    }

    /**
     * Compares the adjoints on the steps that the options say. Each is measured a second time on compiled code where that is quick.
     *
     * @param trueGradient of {@link #trueGradient()}
     * @param finished told of each adjoint when it is done
     */
    public AdjointComparison compare(
            SolveOptions options,
            List<AdjointName> adjoints,
            Optional<P> trueGradient,
            Consumer<AdjointName> finished) {
        List<AdjointComparison.Row> rows = new ArrayList<>();
        for (AdjointName name : adjoints) {
            long start = System.nanoTime();
            List<AdjointComparison.Row> measured = rows(options, name, trueGradient);
            rows.addAll(System.nanoTime() - start < WARM_NANOS ? rows(options, name, trueGradient) : measured);
            finished.accept(name);
        }
        return new AdjointComparison(rows);
    }

    /** The rows of one adjoint. A failure is a row like another. */
    private List<AdjointComparison.Row> rows(SolveOptions options, AdjointName name, Optional<P> trueGradient) {
        BiFunction<P, Adjoint, Tensor> solved = (p, adjoint) -> loss.apply(p, options.adjoint(adjoint));
        try {
            List<Adjoint> one = List.of(name.adjoint());
            return trueGradient
                    .map(truth -> CompareAdjoints.compareAdjoints(solved, parameters, one, truth))
                    .orElseGet(() -> CompareAdjoints.compareAdjoints(solved, parameters, one))
                    .rows();
        } catch (GradientException | SolveException failure) {
            String adjoint = name.adjoint().getClass().getSimpleName().replace("Adjoint", "");
            return List.of(AdjointComparison.Row.refused(adjoint, failure.getMessage()));
        }
    }
}
