package org.palinode.train.data;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Batches of a tree whose tensors have one example after another along their first axis, [examples, ...]. A batch is the same tree,
 * [size, ...]. Each epoch has each example once, in the order of the data or in one that key and epoch decide.
 *
 * <p>Batches keep the order of the epoch that was asked for last, n numbers. They may be used by several threads.
 */
public final class Batches<D> implements BatchSource<D> {
    private final Tree.Flat<D> data;
    private final int size;
    private final RandomKey key;
    private final boolean dropsRest;
    private volatile Order order;

    /** The order of an epoch. */
    private record Order(long epoch, Indices examples) {}

    /**
     * Place of a step in the data.
     *
     * @param epoch the number of passes before it
     * @param position the number of batches before it in this pass
     */
    public record Place(long epoch, int position) {}

    private Batches(Tree.Flat<D> data, int size, RandomKey key, boolean dropsRest) {
        this.data = data;
        this.size = size;
        this.key = key;
        this.dropsRest = dropsRest;
    }

    /**
     * Batches of {@code size} examples in the order of the data. The last of an epoch has what is left over.
     *
     * @throws IllegalArgumentException if the tensors have no or different numbers of examples, or size is not between 1 and that number
     */
    public static <D> Batches<D> of(D data, int size) {
        Tree.Flat<D> flat = Tree.flatten(Objects.requireNonNull(data, "batches need data, got null"));
        int examples = examples(flat);
        if (size < 1 || size > examples) {
            throw new IllegalArgumentException(
                    "a batch has 1 to " + examples + " examples, as many as the data have, got " + size);
        }
        return new Batches<>(flat, size, null, false);
    }

    /** Batches of all the data: each step has them whole. */
    public static <D> Batches<D> whole(D data) {
        return of(data, examples(Tree.flatten(Objects.requireNonNull(data, "batches need data, got null"))));
    }

    private static int examples(Tree.Flat<?> flat) {
        List<Tensor> leaves = flat.leaves();
        List<String> paths = flat.structure().paths();
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("data without tensors have no examples: " + flat.structure());
        }
        for (int i = 0; i < leaves.size(); i++) {
            boolean alike = leaves.get(i).rank() > 0
                    && leaves.get(0).rank() > 0
                    && leaves.get(i).shape().dim(0) == leaves.get(0).shape().dim(0);
            if (!alike || leaves.get(i).shape().dim(0) == 0) {
                throw new IllegalArgumentException("the first axis of all data are the examples, got "
                        + paths.get(0) + " " + leaves.get(0).shape() + " and " + paths.get(i) + " "
                        + leaves.get(i).shape() + "; a number that all examples share belongs to the loss");
            }
        }
        return leaves.get(0).shape().dim(0);
    }

    /** The same in an order of its own for each epoch, drawn by {@code key.fold(epoch)}. */
    public Batches<D> shuffled(RandomKey key) {
        return new Batches<>(data, size, Objects.requireNonNull(key, "shuffles need a key, got null"), dropsRest);
    }

    /** The same without the last batch of an epoch where it would be smaller: all batches have one shape, and a loss compiles once. */
    public Batches<D> droppingRest() {
        return new Batches<>(data, size, key, true);
    }

    /** The number of examples. */
    public int examples() {
        return data.leaves().get(0).shape().dim(0);
    }

    @Override
    public long perEpoch() {
        int whole = examples() / size;
        return dropsRest || whole * size == examples() ? whole : whole + 1;
    }

    /** The place of a step. */
    public Place place(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("the first step is 0, got " + step);
        }
        return new Place(step / perEpoch(), (int) (step % perEpoch()));
    }

    @Override
    public D batch(long step) {
        Place place = place(step);
        int start = place.position() * size, stop = start + Math.min(size, examples() - start);
        List<Tensor> parts = key == null
                ? data.leaves().stream().map(leaf -> leaf.slice(0, start, stop)).toList()
                : picked(order(place.epoch()).slice(0, start, stop));
        return data.structure().unflatten(parts);
    }

    private List<Tensor> picked(Indices examples) {
        return data.leaves().stream().map(leaf -> leaf.take(0, examples)).toList();
    }

    private Indices order(long epoch) {
        Order known = order;
        if (known == null || known.epoch() != epoch) {
            known = new Order(epoch, key.fold(epoch).permutation(examples()));
            order = known;
        }
        return known.examples();
    }
}
