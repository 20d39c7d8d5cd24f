package org.palinode.examples.train;

import java.util.List;
import java.util.Locale;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Model with parameters after some steps of its training.
 *
 * @param training that they come from
 * @param parameters of the model
 * @param steps taken so far
 */
public record Fitted<P>(Training<P> training, P parameters, long steps) {
    /** The loss over all observations. */
    public double loss() {
        return training.fit().loss(parameters, training.settings().options()).item();
    }

    /** The logarithms that the model gives at some times, [times, columns]. */
    public Tensor logs(double[] times) {
        return training.fit()
                .model()
                .logs(parameters, times, training.settings().options());
    }

    /** A description of the parameters, a line each. */
    public List<String> describe() {
        return training.fit().model().describe(parameters);
    }

    /** A title in one line. */
    public String title() {
        return String.format(
                Locale.ROOT,
                "%s on %s: %d steps, adjoint %s, typical error %.0f %%",
                training.settings().model(),
                training.fit().series().source(),
                steps,
                training.settings().adjoint(),
                100 * Math.expm1(Math.sqrt(loss())));
    }
}
