package org.palinode.examples.own;

import org.palinode.autodiff.tensor.Tensor;

/**
 * Differential equation y' = f(t, y, u; p) behind observed series, all of which share the parameters p. Implement it, with a constructor
 * without arguments, for {@code palinode train data.csv --model my.pkg.MyModel --class-path my.jar}. All methods work on a batch of series.
 *
 * @param <P> parameters, a tree of tensors; begin rates as logarithms to keep them positive
 */
public interface SeriesEquation<P> extends FittedModel<P> {
    @Override
    default boolean standardised() {
        return false;
    }

    /** True if time is that of the file; false if each series begins at time 0. */
    default boolean absoluteTime() {
        return false;
    }

    /**
     * The state at the first time.
     *
     * @param values the first known value of each column [series, columns]
     * @param inputs at the first time [series, inputs]
     * @return [series, states]
     */
    Tensor start(P parameters, Tensor values, Tensor inputs);

    /**
     * The slope of the state.
     *
     * @param t a scalar
     * @param state [series, states]
     * @param inputs u(t) [series, inputs]
     * @return [series, states]
     */
    Tensor field(P parameters, Tensor t, Tensor state, Tensor inputs);

    /** The observed columns: [..., states] → [..., columns]. */
    Tensor observed(P parameters, Tensor state);
}
