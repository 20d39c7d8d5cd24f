package org.palinode.examples.own;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Extended Kalman filter of a stochastic equation, whose first numbers are measured with normal errors. Between times the mean m takes a
 * Runge–Kutta step ψ, and the covariance goes along with its derivative Φ:
 * <pre>
 *   C ← Φ (C + h/2 G(m)) Φᵀ + h/2 G(ψ(m))       G = diag(g²)
 * </pre>
 * of order 2 in h, and never indefinite. Each value that is shown then conditions the normal law, column by column.
 *
 * @param law of the state
 * @param errors variances of the measurements [columns]
 */
record MomentFilter(StochasticLaw law, Tensor errors) {
    private static final double LEAST = 1e-8; // of a variance of standardised numbers, so that no value is certain
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /** A normal law of the state: mean [series, states] and covariance [series, states, states]. */
    record Moments(Tensor mean, Tensor covariance) {}

    /**
     * The filter along a sequence.
     *
     * @param expected the mean of each value before it is seen [T, series, columns]
     * @param variance that of the value, its error included
     * @param surprise the negative logarithm of the density of each value after those before it
     * @param after the law of the state after each time, a leading axis T
     */
    record Course(Tensor expected, Tensor variance, Tensor surprise, Moments after) {}

    /** A law, and what it says of a row of values. */
    private record Conditioned(Moments moments, List<Tensor> surprise) {}

    /** The course of series from their first values on, of which nothing else is known than that they have a deviation of 1. */
    Course over(Sequence sequence, int states) {
        int series = sequence.first().shape().dim(0);
        int columns = errors.size();
        Tensor mean = Tensor.concatenate(1, sequence.first(), Tensor.zeros(series, states - columns));
        Moments start = new Moments(mean, Tensor.zeros(series, 1, 1).plus(Tensor.eye(states)));
        Tensor lengths = sequence.intervals();
        List<Tensor> rows = List.of(sequence.times().minus(lengths), lengths, sequence.values(), sequence.shown());
        return Autodiff.scan((Moments moments, List<Tensor> row) -> step(moments, row, sequence.inputs()), start, rows)
                .output();
    }

    private Scanned<Moments, Course> step(Moments moments, List<Tensor> row, InputPath inputs) {
        Moments before = moved(moments, row.get(0), row.get(1), inputs);
        int columns = errors.size();
        Tensor expected = before.mean().slice(1, 0, columns);
        Tensor variance = Tensor.stack(1, columns(column -> variance(before, column)));
        Conditioned seen = conditioned(before, row.get(2), row.get(3));
        return new Scanned<>(
                seen.moments(), new Course(expected, variance, Tensor.stack(1, seen.surprise()), seen.moments()));
    }

    private interface OfColumn {
        Tensor at(int column);
    }

    private List<Tensor> columns(OfColumn function) {
        List<Tensor> all = new ArrayList<>();
        for (int column = 0; column < errors.size(); column++) {
            all.add(function.at(column));
        }
        return all;
    }

    /** The law a time h later. */
    Moments moved(Moments moments, Tensor t, Tensor h, InputPath inputs) {
        int states = moments.mean().shape().dim(1);
        UnaryOperator<Tensor> step = m -> RungeKuttaStep.of((s, y) -> law.drift(y, inputs.evaluate(s)), t, h, m);
        List<Tensor> columns = new ArrayList<>();
        for (int state = 0; state < states; state++) {
            Tensor unit =
                    Tensor.eye(states).get(state).broadcastTo(moments.mean().shape());
            columns.add(Autodiff.jvp(step::apply, moments.mean(), unit).tangent());
        }
        Tensor mean = step.apply(moments.mean());
        Tensor shaken = moments.covariance().plus(spread(moments.mean(), inputs.evaluate(t), h));
        Tensor covariance = Tensor.stack(2, columns)
                .matmul(shaken)
                .matmul(Tensor.stack(1, columns))
                .plus(spread(mean, inputs.evaluate(t.plus(h)), h));
        return new Moments(mean, covariance);
    }

    /** h/2 G. */
    private Tensor spread(Tensor mean, Tensor inputs, Tensor h) {
        Tensor squares = law.noise(mean, inputs).square().times(h.times(0.5));
        return squares.expandDims(2).times(Tensor.eye(mean.shape().dim(1)));
    }

    private Tensor variance(Moments moments, int column) {
        return moments.covariance()
                .index(1, column)
                .index(1, column)
                .plus(errors.get(column))
                .plus(LEAST);
    }

    private Conditioned conditioned(Moments before, Tensor values, Tensor shown) {
        Moments moments = before;
        List<Tensor> surprise = new ArrayList<>();
        for (int column = 0; column < errors.size(); column++) {
            Tensor variance = variance(moments, column);
            Tensor missed = values.index(1, column).minus(moments.mean().index(1, column));
            surprise.add(missed.square()
                    .dividedBy(variance)
                    .plus(variance.log())
                    .plus(LOG_2_PI)
                    .times(0.5));
            Tensor row = moments.covariance().index(1, column);
            Tensor gain = row.times(shown.index(1, column).dividedBy(variance).expandDims(1));
            moments = new Moments(
                    moments.mean().plus(gain.times(missed.expandDims(1))),
                    moments.covariance().minus(gain.expandDims(2).times(row.expandDims(1))));
        }
        return new Conditioned(moments, surprise);
    }
}
