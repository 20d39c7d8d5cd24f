package org.palinode.autodiff.nn;

import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Dropout, for training alone: each number is 0 with probability {@code rate}, and else divided by 1 − rate, so that its mean stays. In use
 * the layer is left out.
 *
 * <p>A compiled function would fix what is drawn while it is traced. Draw the mask outside and hand it in:
 * <pre>{@code
 * Tensor mask = dropout.mask(key.fold(step), TensorType.float64(32, 64));     // then among the arguments: dropout.train(x, mask)
 * }</pre>
 *
 * <p>Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15, 2014.
 */
public record Dropout(double rate) {
    /** @throws IllegalArgumentException unless 0 ≤ rate &lt; 1 */
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("the rate of dropout lies in [0, 1), got " + rate);
        }
    }

    /** Factors of a type, 0 or 1/(1 − rate); the same key gives the same ones. */
    public Tensor mask(RandomKey key, TensorType type) {
        Objects.requireNonNull(key, "dropout needs a RandomKey, got null");
        return key.bernoulli(type, 1 - rate).dividedBy(1 - rate);
    }

    /**
     * The numbers times a mask of their type.
     *
     * @throws IllegalArgumentException if the mask has another shape
     */
    public Tensor train(Tensor x, Tensor mask) {
        Objects.requireNonNull(x, "dropout needs a tensor, got null");
        Objects.requireNonNull(mask, "dropout needs a mask, got null");
        if (!x.type().equals(mask.type())) {
            throw new IllegalArgumentException(
                    "dropout needs a mask of the type of what it masks, " + x.type() + ", got " + mask.type());
        }
        return x.times(mask);
    }

    /**
     * The numbers times the mask of a key.
     *
     * @throws IllegalArgumentException if x belongs to a program being traced, which would keep one mask
     */
    public Tensor train(Tensor x, RandomKey key) {
        Objects.requireNonNull(x, "dropout needs a tensor, got null");
        if (x.isInProgram()) {
            throw new IllegalArgumentException(
                    "dropout draws a mask of a key when it is called, but its input " + x.type()
                            + " belongs to a program being traced, which would keep this one mask;"
                            + " draw it outside, by dropout.mask(key.fold(step), type), and hand it in; a Trainer's batches bring it"
                            + " along by batches.map((batch, step) -> ...), or it runs eagerly()");
        }
        return train(x, mask(key, x.type()));
    }
}
