package org.palinode.autodiff.internal.scan;

import java.util.List;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** How the pull-back of a loop comes by what its steps computed. */
interface WayBack {
    /** The loop's body with {@link #stored} values as further slices of its results. */
    LoopBody storing();

    /** The types of the values that it carries back, beside cotangents. */
    List<TensorType> carried();

    /** The types of the values of each step that the loop stores for it. */
    List<TensorType> stored();

    /** What a step was given and what came of it, as far as it is at hand. */
    record Step(
            List<Tensor> constants,
            List<Tensor> carried,
            List<Tensor> stored,
            List<Tensor> slices,
            List<Tensor> bars) {}

    /** The values carried to the step before, and then the cotangents of the step's inputs that move. */
    List<Tensor> pullBack(Step step);

    /** The cotangents of the loop's inputs, if {@code carried} is what its first step was given. */
    default List<Tensor> checked(List<Tensor> first, List<Tensor> carried, List<Tensor> last, List<Tensor> bars) {
        return bars;
    }
}
