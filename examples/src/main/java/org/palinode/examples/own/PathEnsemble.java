package org.palinode.examples.own;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;

/**
 * Values of a series drawn from its law: as long as values are shown, from the normal law of a {@link MomentFilter} before each is seen;
 * from the last of them on, along paths of the stochastic equation, by Euler's steps.
 *
 * @param filter of the stochastic equation
 * @param course of the filter along the series
 * @param spacing of which an eighth is the longest step
 * @param count of paths
 */
record PathEnsemble(MomentFilter filter, MomentFilter.Course course, double spacing, int count) {
    private static final double STEP = 0.125;
    private static final double LEAST = 1e-9; // of a variance, so that there is a root of the covariance

    /** Values at all times [T, count, columns]. */
    Tensor draw(Sequence sequence, RandomKey key) {
        Tensor expected = course.expected().index(1, 0).expandDims(1);
        Tensor deviation = course.variance().index(1, 0).sqrt().expandDims(1);
        int rows = expected.shape().dim(0);
        int columns = expected.shape().dim(2);
        Tensor errors = key.fold(0).normal(rows, count, columns);
        Tensor filtered = expected.plus(deviation.times(errors));
        int last = lastShown(sequence.shown().index(1, 0));
        if (last == rows - 1) {
            return filtered;
        }
        double[] times = sequence.times().slice(0, last, rows).toArray();
        Tensor start = start(last, key.fold(1));
        Tensor paths =
                solve(start, times, t -> inputs(sequence, t), key.fold(2)).slice(2, 0, columns);
        Tensor measured =
                paths.plus(errors.slice(0, last + 1, rows).times(filter.errors().sqrt()));
        return Tensor.concatenate(0, filtered.slice(0, 0, last + 1), measured);
    }

    private static int lastShown(Tensor shown) {
        double[] any = shown.max(-1).toArray();
        return IntStream.range(0, any.length).filter(row -> any[row] == 1).max().orElse(0);
    }

    private Tensor inputs(Sequence sequence, Tensor t) {
        Tensor row = sequence.inputs().evaluate(t);
        return row.plus(Tensor.zeros(count, row.shape().dim(1)));
    }

    /** States drawn from the law after the last value that is shown [count, states]. */
    private Tensor start(int last, RandomKey key) {
        Tensor mean = course.after().mean().get(last, 0);
        Tensor covariance = course.after().covariance().get(last, 0);
        Tensor root =
                LinearAlgebra.cholesky(covariance.plus(Tensor.eye(mean.size()).times(LEAST)));
        return key.normal(count, mean.size()).matmul(root.transpose()).plus(mean);
    }

    /** The states at all times but the first [T − 1, count, states]. */
    private Tensor solve(Tensor start, double[] times, UnaryOperator<Tensor> inputs, RandomKey key) {
        var drift = new ODETerm<Tensor, Void>((t, y, none) -> filter.law().drift(y, inputs.apply(t)));
        var noise = Diffusion.<Tensor, Void>diagonal(
                (t, y, none) -> filter.law().noise(y, inputs.apply(t)),
                IndependentIncrements.of(key, count, start.shape().dim(1)));
        double[] steps = Grid.of(times, new double[0], STEP * spacing).times();
        SolveOptions options = SolveOptions.standard()
                .controller(new StepTo(steps))
                .maxSteps(steps.length)
                .saveAt(SaveAt.ts(Arrays.copyOfRange(times, 1, times.length)));
        double end = times[times.length - 1];
        return DiffEqSolve.diffeqsolve(drift.plus(noise), new Euler(), times[0], end, start, null, options)
                .ys();
    }
}
