package org.palinode.train.minimise;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Best parameters that a minimiser found. Ask {@link #reason} whether they are a minimum.
 *
 * @param parameters the parameters
 * @param value the loss there
 * @param gradient its gradient there
 * @param iterations the number of steps
 * @param evaluations the number of times that loss and gradient were evaluated
 * @param reason the reason for which the minimiser stopped
 */
public record Minimum<P>(P parameters, double value, P gradient, int iterations, int evaluations, StopReason reason) {
    /** True if the minimiser came as near to a minimum as was asked for. */
    public boolean converged() {
        return reason.converged();
    }

    /** The largest magnitude of the gradient. */
    public double largestSlope() {
        return Tree.flatten(gradient).leaves().stream()
                .filter(leaf -> leaf.size() > 0)
                .map(Tensor::abs)
                .mapToDouble(leaf -> leaf.max().item())
                .max()
                .orElse(0);
    }
}
