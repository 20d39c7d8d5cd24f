package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.memory.Shape;

/** Tensors with parts that occur several times, and with a margin. */
final class Rearranged {
    private Rearranged() {}

    /** Stretched along a new axis, {@code behind} places behind {@code axis}, which is merged with it. */
    static Tensor repeated(Tensor x, int axis, int times, int behind) {
        if (times < 0) {
            throw new IllegalArgumentException("an axis can be repeated 0 times or more, got " + times);
        }
        Shape shape = x.shape();
        Shape open = shape.insert(axis + behind, 1);
        return x.reshape(open)
                .broadcastTo(open.with(axis + behind, times))
                .reshape(shape.with(axis, shape.dim(axis) * times));
    }

    static Tensor padded(Tensor x, int axis, int before, int after, double value) {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException("pad needs 0 parts or more on each side, got " + before + " and " + after
                    + "; slice takes parts away");
        }
        return Tensor.concatenate(axis, List.of(margin(x, axis, before, value), x, margin(x, axis, after, value)));
    }

    private static Tensor margin(Tensor x, int axis, int length, double value) {
        return Tensor.full(x.type().with(x.shape().with(axis, length)), value);
    }
}
