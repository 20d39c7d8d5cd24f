package org.palinode.examples.model;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.Series;
import org.palinode.ode.SolveOptions;

/** A model and the series it is fitted to. */
public record Fit<P>(SeriesModel<P> model, Series series) {
    /**
     * The mean square of the differences between modelled and observed logarithms over the first {@code observations} times, in the parameters'
     * type of number.
     */
    public Tensor loss(P parameters, int observations, SolveOptions options) {
        Tensor logs = model.logs(parameters, series.times(observations), options);
        return logs.minus(series.logs(observations).cast(logs.dtype())).square().mean();
    }

    /** The loss over all observations. */
    public Tensor loss(P parameters, SolveOptions options) {
        return loss(parameters, series.size(), options);
    }
}
