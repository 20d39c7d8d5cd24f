package org.palinode.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Series of different lengths in one tree. Each tensor of a series is [length, ...], and here [series, longest, ...].
 *
 * @param values the series one after another, each followed by what fills it up
 * @param mask [series, longest]: 1 where a value is one of the series, 0 where it fills up
 */
public record Padded<T>(T values, Tensor mask) {
    /**
     * Series filled up with zeros.
     *
     * @throws IllegalArgumentException if there are none, or one is empty or of another structure, or tensors of one have different lengths
     */
    public static <T> Padded<T> withZeros(List<T> series) {
        return of(series, false);
    }

    /** Series filled up with their last values, as times are, which may not fall. Refuses as {@link #withZeros} does. */
    public static <T> Padded<T> withLast(List<T> series) {
        return of(series, true);
    }

    private static <T> Padded<T> of(List<T> series, boolean repeats) {
        Objects.requireNonNull(series, "padding needs a list of series, got null");
        if (series.isEmpty()) {
            throw new IllegalArgumentException("padding needs a series at least, got an empty list");
        }
        Tree.Flat<T> first = Tree.flatten(series.get(0));
        List<List<Tensor>> all = new ArrayList<>();
        int[] lengths = new int[series.size()];
        for (int i = 0; i < lengths.length; i++) {
            Tree.Flat<T> flat = first.structure().flatten(Objects.requireNonNull(series.get(i), "a series is null"));
            first.structure().requireSame(flat.structure(), "series " + i);
            all.add(flat.leaves());
            lengths[i] = length(i, flat);
        }
        int longest = IntStream.of(lengths).max().orElseThrow();
        List<Tensor> leaves = new ArrayList<>();
        for (int leaf = 0; leaf < first.leaves().size(); leaf++) {
            List<Tensor> filled = new ArrayList<>();
            for (List<Tensor> each : all) {
                filled.add(filled(each.get(leaf), longest, repeats));
            }
            leaves.add(Tensor.stack(0, filled));
        }
        DType dtype = first.leaves().get(0).dtype();
        return new Padded<>(first.structure().unflatten(leaves), mask(dtype, lengths, longest));
    }

    private static int length(int index, Tree.Flat<?> series) {
        List<Tensor> leaves = series.leaves();
        boolean alike = !leaves.isEmpty()
                && leaves.stream()
                        .allMatch(leaf -> leaf.rank() > 0
                                && leaf.shape().dim(0) > 0
                                && leaf.shape().dim(0) == leaves.get(0).shape().dim(0));
        if (!alike) {
            throw new IllegalArgumentException(
                    "the first axis of all tensors of a series is its length, 1 at least; series " + index + " has "
                            + Tensor.types(leaves) + " at " + series.structure().paths());
        }
        return leaves.get(0).shape().dim(0);
    }

    private static Tensor filled(Tensor values, int longest, boolean repeats) {
        int length = values.shape().dim(0);
        if (length == longest) {
            return values;
        }
        int[] dims = values.shape().dims();
        dims[0] = longest - length;
        Shape rest = Shape.of(dims);
        Tensor fill = repeats
                ? values.slice(0, length - 1, length).broadcastTo(dims)
                : Tensor.full(new TensorType(values.dtype(), rest), 0);
        return Tensor.concatenate(0, values, fill);
    }

    private static Tensor mask(DType dtype, int[] lengths, int longest) {
        TensorType type = new TensorType(dtype, Shape.of(lengths.length, longest));
        double[] known = new double[type.size()];
        for (int i = 0; i < lengths.length; i++) {
            Arrays.fill(known, i * longest, i * longest + lengths[i], 1);
        }
        return Tensor.of(type, known);
    }
}
