package org.palinode.autodiff.internal.deferred;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A function of tensors with numbers. It may read them, but tapes and tangents follow it. Functions are values: two that compute the same
 * should be equal.
 */
public interface DeferredFunction {
    /** Its name in the text of a program. */
    String name();

    /** The types of the outputs for inputs of these types. */
    List<TensorType> outputs(List<TensorType> inputs);

    /** The outputs for tensors that are not symbolic. */
    List<Tensor> apply(List<Tensor> inputs);

    /** A function as it runs in a plan. */
    interface InPlan {
        /** The outputs, for concrete tensors. */
        List<Tensor> apply(List<Tensor> inputs);

        /** Lets go of what the plan holds for this run, which is made in another way. */
        default void skip(List<Tensor> inputs) {}
    }

    /** The function as it runs in a plan whose inputs lie in these buffers. */
    default InPlan within(List<Buffer> buffers) {
        return this::apply;
    }

    /**
     * The function of a batch: each input that {@code isBatched} has a new leading axis of length {@code size}, and so have all outputs.
     *
     * @throws UnsupportedOperationException if it cannot be computed for a batch at once
     */
    DeferredFunction batched(IntPredicate isBatched, int size);

    /** True if an input must be a batch where some are, even if it is the same for each member. */
    default boolean needsBatch(int input) {
        return false;
    }

    /** True if the function can be differentiated with respect to an input. */
    default boolean moves(int input) {
        return true;
    }
}
