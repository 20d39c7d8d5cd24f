package org.palinode.autodiff.nn;

import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Network that is told the time: (t, x) ↦ inner([x, t]), with t as one more number of each row. As the field of an equation it is
 * {@code (t, y, net) -> net.apply(t, y)}.
 *
 * @param inner takes [..., n + 1]
 */
public record ConcatTime(UnaryOperator<Tensor> inner) implements BinaryOperator<Tensor> {
    public ConcatTime {
        Objects.requireNonNull(inner, "a network that is told the time needs an inner layer, got null");
    }

    /**
     * The value at a time, for x [..., n].
     *
     * @throws IllegalArgumentException if t is not one number, or x is
     */
    @Override
    public Tensor apply(Tensor t, Tensor x) {
        Objects.requireNonNull(t, "a network that is told the time needs t, got null");
        Objects.requireNonNull(x, "a network that is told the time needs an input [..., n], got null");
        if (t.rank() != 0 || x.rank() == 0) {
            throw new IllegalArgumentException("a network that is told the time needs one t and an input [..., n], got "
                    + t.type() + " and " + x.type());
        }
        Shape column = x.shape().with(-1, 1);
        return inner.apply(Tensor.concatenate(-1, x, t.cast(x.dtype()).broadcastTo(column)));
    }
}
