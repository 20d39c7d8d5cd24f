package org.palinode.autodiff.nn;

import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Recurrent cell: a map from its state and an input to the next state. {@link #step} is meant for a loop or a scan over the rows of a
 * series, in batches too.
 *
 * @param <S> the state, a tree
 */
public interface Cell<S> {
    /** The state before the first input: zeros, in the type of {@code x} [..., in] and for as many rows. */
    S start(Tensor x);

    /**
     * The state after an input [..., in].
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    S step(S state, Tensor x);

    /**
     * The state after an input that may be missing, and is then not looked at: it may be NaN, also for gradients.
     *
     * @param present [...], for each row of x 1 where it is known and 0 where the state stays as it was
     */
    default S step(S state, Tensor x, Tensor present) {
        Objects.requireNonNull(present, "a step needs to know where its input is present, got null");
        Tensor known = present.expandDims(-1).cast(x.dtype());
        S next = step(state, Tensor.where(known, x, x.zerosLike()));
        return Tree.map((old, stepped) -> Tensor.where(known, stepped, old), state, next);
    }
}
