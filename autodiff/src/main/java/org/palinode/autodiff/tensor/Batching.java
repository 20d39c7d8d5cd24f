package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;

/** Common parts of the batch rules of primitives. */
final class Batching {
    private Batching() {}

    /** The applications for each of the batch, side by side. */
    static List<Tensor> oneByOne(
            UnaryOperator<List<Tensor>> application, List<Tensor> in, IntPredicate isBatched, int size) {
        List<List<Tensor>> each = new ArrayList<>();
        for (int at = 0; at < size; at++) {
            int position = at;
            List<Tensor> one = IntStream.range(0, in.size())
                    .mapToObj(i -> isBatched.test(i) ? in.get(i).index(0, position) : in.get(i))
                    .toList();
            each.add(application.apply(one));
        }
        return IntStream.range(0, each.get(0).size())
                .mapToObj(output -> Tensor.stack(
                        0, each.stream().map(out -> out.get(output)).toList()))
                .toList();
    }

    /** An axis of one of a batch as an axis of the batch. */
    static int axis(int axis) {
        return axis < 0 ? axis : axis + 1;
    }

    static Shape shape(int size, Shape one) {
        return one.insert(0, size);
    }

    /** A batch whose members are stretched to {@code rank} axes by leading ones. */
    static Tensor aligned(Tensor batch, int rank) {
        Shape shape = batch.shape();
        while (shape.rank() < 1 + rank) {
            shape = shape.insert(1, 1);
        }
        return batch.reshape(shape);
    }

    /** Batches, of copies where they are none already. */
    static List<Tensor> stretched(List<Tensor> tensors, IntPredicate isBatched, int size) {
        return IntStream.range(0, tensors.size())
                .mapToObj(i -> stretched(tensors.get(i), isBatched.test(i), size))
                .toList();
    }

    /** A batch of copies, where it is not one already. */
    static Tensor stretched(Tensor tensor, boolean isBatched, int size) {
        return isBatched ? tensor : tensor.broadcastTo(shape(size, tensor.shape()));
    }
}
