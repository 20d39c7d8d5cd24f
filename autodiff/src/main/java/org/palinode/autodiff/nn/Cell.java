package org.palinode.autodiff.nn;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Recurrent cell: a map from its state and an input to the next state. {@link #over} takes it over the rows of a series by {@link
 * org.palinode.autodiff.Autodiff#scan}.
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
        Objects.requireNonNull(x, "a cell needs an input [..., in], got null");
        Objects.requireNonNull(present, "a step needs to know where its input is present, got null");
        Tensor known = present.expandDims(-1).cast(x.dtype());
        S next = step(state, Tensor.where(known, x, x.zerosLike()));
        return Tree.map((old, stepped) -> Tensor.where(known, stepped, old), state, next);
    }

    /**
     * The states after each row of a series: the last one as the carry, all as the output, along a new leading axis.
     *
     * @param series [rows, ..., in]
     */
    default Scanned<S, S> over(S start, Tensor series) {
        Objects.requireNonNull(series, "a cell goes over a series [rows, ..., in], got null");
        return Autodiff.scan((S state, Tensor x) -> stepped(step(state, x)), start, series);
    }

    /**
     * The states after each row of a series with gaps.
     *
     * @param present [rows, ...], as for {@link #step(Object, Tensor, Tensor)}
     * @throws IllegalArgumentException if series and present have another number of rows
     */
    default Scanned<S, S> over(S start, Tensor series, Tensor present) {
        Objects.requireNonNull(series, "a cell goes over a series [rows, ..., in], got null");
        Objects.requireNonNull(present, "a series with gaps needs to know which rows are present, got null");
        requireRows(series, present);
        return Autodiff.scan(
                (S state, List<Tensor> x) -> stepped(step(state, x.get(0), x.get(1))), start, List.of(series, present));
    }

    private static void requireRows(Tensor series, Tensor present) {
        boolean fits = series.rank() > 0
                && present.rank() > 0
                && present.shape().dim(0) == series.shape().dim(0);
        if (!fits) {
            throw new IllegalArgumentException(
                    "a cell goes along the first axis of a series [rows, ..., in], and needs present"
                            + " [rows, ...], got " + series.type() + " and " + present.type()
                            + "; transpose what has its series first");
        }
    }

    private static <S> Scanned<S, S> stepped(S state) {
        return new Scanned<>(state, state);
    }
}
