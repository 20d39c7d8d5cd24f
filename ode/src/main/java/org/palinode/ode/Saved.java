package org.palinode.ode;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * The values of one output of a solve that has several.
 *
 * @param ts the times of its values
 * @param ys the values: what the output's function returns, with tensors [times, ...]
 */
public record Saved<R>(double[] ts, R ys) {
    public Saved {
        ts = ts.clone();
    }

    @Override
    public double[] ts() {
        return ts.clone();
    }

    /** Value {@code index}; negative indices count from the end. */
    public R y(int index) {
        return Tree.map((Tensor rows) -> rows.index(0, index), ys);
    }
}
