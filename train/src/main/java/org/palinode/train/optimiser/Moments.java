package org.palinode.train.optimiser;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** Moving averages of gradients and of their squares, leaf by leaf. */
final class Moments {
    static final String MEAN = "mean";
    static final String SQUARE = "square";
    static final String VELOCITY = "velocity";

    private Moments() {}

    /** The values decay · before + (1 − decay) · now. */
    static List<Tensor> mixed(double decay, List<Tensor> before, List<Tensor> now, Leaves leaves) {
        return leaves.each(i -> before.get(i).times(decay).plus(now.get(i).times(1 - decay)));
    }

    static List<Tensor> squares(List<Tensor> values, Leaves leaves) {
        return leaves.each(i -> values.get(i).square());
    }

    /** The parameters minus moves times a scalar. */
    static List<Tensor> moved(Leaves leaves, List<Tensor> moves, Tensor rate) {
        return leaves.each(i -> leaves.parameters().get(i).minus(moves.get(i).times(rate)));
    }
}
