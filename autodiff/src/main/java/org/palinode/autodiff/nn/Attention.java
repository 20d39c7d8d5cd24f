package org.palinode.autodiff.nn;

import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.initial.VarianceScaling;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Attention with several heads: each row of the queries gets a mean of the rows of a source, weighted by softmax(q kᵀ/√(width/heads)).
 *
 * <p>Source: A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762.
 *
 * @param query [n, width]
 * @param key [m, width]
 * @param value [m, width]
 * @param output [width, out]
 * @param heads divides the width
 */
public record Attention(Linear query, Linear key, Linear value, Linear output, int heads) {
    /** @throws IllegalArgumentException if the layers do not fit, or the heads do not divide their width */
    public Attention {
        Objects.requireNonNull(query, "attention needs a layer for queries, got null");
        Objects.requireNonNull(key, "attention needs a layer for keys, got null");
        Objects.requireNonNull(value, "attention needs a layer for values, got null");
        Objects.requireNonNull(output, "attention needs a layer for its output, got null");
        int width = query.bias().size();
        boolean fits = key.bias().size() == width
                && value.bias().size() == width
                && output.weight().shape().dim(0) == width
                && key.weight().shape().dim(0) == value.weight().shape().dim(0);
        if (!fits || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("attention needs query [n, w], key [m, w], value [m, w], output [w, out]"
                    + " with w a multiple of its heads, got " + query.weight().shape() + ", "
                    + key.weight().shape() + ", " + value.weight().shape() + ", "
                    + output.weight().shape() + " and " + heads + " heads");
        }
    }

    /** Attention of rows of one width, with Glorot's uniform law and biases 0. */
    public static Attention random(RandomKey key, DType dtype, int width, int heads) {
        Inputs.random(key, dtype, "attention", width, heads);
        Linear[] layers = IntStream.range(0, 4)
                .mapToObj(i -> Linear.random(key.fold(i), dtype, width, width, VarianceScaling.GLOROT_UNIFORM))
                .toArray(Linear[]::new);
        return new Attention(layers[0], layers[1], layers[2], layers[3], heads);
    }

    /** The mask of n rows that look at themselves and at those before, [n, n]. */
    public static Tensor causal(int n) {
        return Tensor.ones(n, n).tril(0);
    }

    /** Attention of queries [..., q, n] to a source [..., k, m], to [..., q, out]. Of rows to themselves it is {@code apply(x, x)}. */
    public Tensor apply(Tensor queries, Tensor source) {
        return apply(queries, source, null);
    }

    /**
     * The same where some rows are hidden. A query that sees nothing gets the bias of the output alone.
     *
     * @param mask [..., q, k], 1 where the query sees the row of the source, else 0; null hides nothing. Hidden rows are finite all the same:
     *     0 times NaN is NaN
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor apply(Tensor queries, Tensor source, Tensor mask) {
        Inputs.lastAxis("the query of attention", queries, query.weight());
        Inputs.lastAxis("the source of attention", source, key.weight());
        Tensor q = split(query.apply(queries));
        Tensor k = split(key.apply(source));
        Tensor v = split(value.apply(source));
        Tensor logits = q.matmul(k.transpose()).times(1 / Math.sqrt(query.bias().size() / (double) heads));
        Tensor weights = mask == null
                ? logits.softmax(-1)
                : masked(logits, ofHeads(mask, logits.shape()).cast(logits.dtype()));
        Tensor heard = exchanged(weights.matmul(v)); // [..., q, heads, width / heads]
        Shape joined = heard.shape().without(-1).with(-1, query.bias().size());
        return output.apply(heard.reshape(joined));
    }

    /** The mask of all heads, [..., 1, q, k]. */
    private static Tensor ofHeads(Tensor mask, Shape logits) {
        boolean fits = mask.rank() >= 2;
        for (int axis = -2; fits && axis < 0; axis++) {
            fits = mask.shape().dim(axis) == 1 || mask.shape().dim(axis) == logits.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException("attention needs a mask [..., " + logits.dim(-2) + ", " + logits.dim(-1)
                    + "], queries by rows of the source, got " + mask.shape()
                    + "; one of the rows alone takes expandDims(-2)");
        }
        return mask.expandDims(-3);
    }

    private static Tensor masked(Tensor logits, Tensor mask) {
        Tensor seen = Tensor.where(
                mask,
                logits,
                Tensor.full(
                        new TensorType(logits.dtype(), Shape.scalar()),
                        -logits.dtype().largest()));
        Tensor shift = seen.max(Axes.of(-1).kept()).stopGradient();
        Tensor powers = Tensor.where(mask, seen.minus(shift).exp(), seen.zerosLike());
        Tensor sum = powers.sum(Axes.of(-1).kept());
        return powers.dividedBy(Tensor.where(sum, sum, sum.onesLike()));
    }

    /** [..., rows, width] to [..., heads, rows, width / heads]. */
    private Tensor split(Tensor x) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException("attention needs rows [..., rows, n], got a single one");
        }
        Shape shape = x.shape();
        return exchanged(x.reshape(shape.with(-1, shape.dim(-1) / heads).insert(shape.rank() - 1, heads)));
    }

    /** The tensor with its axes −2 and −3 exchanged. */
    private static Tensor exchanged(Tensor x) {
        int rank = x.rank();
        return x.transpose(IntStream.range(0, rank)
                .map(axis -> axis == rank - 2 ? rank - 3 : axis == rank - 3 ? rank - 2 : axis)
                .toArray());
    }
}
