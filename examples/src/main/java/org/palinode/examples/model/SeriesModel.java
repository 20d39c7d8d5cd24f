package org.palinode.examples.model;

import java.util.List;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;

/**
 * A differential equation whose parameters are fitted to a series. It describes logarithms, so what it says is always positive.
 *
 * @param <P> the parameters: a tree of tensors
 */
public interface SeriesModel<P> {
    /** Parameters to begin with. */
    P initial(RandomKey key);

    /**
     * The logarithms that the model gives at some times, [times, columns].
     *
     * @param times rising, the first that of the first observation
     * @param options how to solve; what is saved is up to the model
     */
    Tensor logs(P parameters, double[] times, SolveOptions options);

    /** A description of the parameters in words and numbers, a line each. */
    List<String> describe(P parameters);
}
