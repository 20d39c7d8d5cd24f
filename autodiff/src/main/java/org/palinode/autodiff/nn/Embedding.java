package org.palinode.autodiff.nn;

import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Embedding: a row of a table for each index.
 *
 * @param table [count, width]
 */
public record Embedding(Tensor table) {
    /** @throws IllegalArgumentException if the table is no matrix */
    public Embedding {
        Parameter.require(
                "an embedding needs a table [count, width]", new Parameter(table, Parameter.ANY, Parameter.ANY));
    }

    /** A table of standard normal numbers. */
    public static Embedding random(RandomKey key, DType dtype, int count, int width) {
        Inputs.random(key, dtype, "an embedding", count, width);
        return new Embedding(key.normal(new TensorType(dtype, Shape.of(count, width))));
    }

    /**
     * The rows at these indices, [...] → [..., width]. None counts from the end: where −1 stands for no word, give it a row of its own.
     *
     * @throws IllegalArgumentException if an index is not in [0, count), when it is met
     */
    public Tensor apply(Indices indices) {
        Objects.requireNonNull(indices, "an embedding needs indices, got null");
        return table.take(
                0,
                indices.within(
                        table.shape().dim(0),
                        "an embedding needs indices",
                        "where it stands for nothing, give it a row of its own"));
    }
}
