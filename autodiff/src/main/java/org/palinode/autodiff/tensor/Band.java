package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Matrices, which are the last two axes, with 0 but from the {@code lowest} to the {@code highest} diagonal above the main one. Its own transpose. */
record Band(int lowest, int highest) implements LinearOperation, Movement {
    /** From the lowest diagonal there is. */
    static Band upTo(int highest) {
        return new Band(Integer.MIN_VALUE, highest);
    }

    /** To the highest diagonal there is. */
    static Band from(int lowest) {
        return new Band(lowest, Integer.MAX_VALUE);
    }

    static void requireMatrix(String what, TensorType type) {
        if (type.shape().rank() < 2) {
            throw new IllegalArgumentException(what + " needs a matrix [n, m], or several [..., n, m], got " + type);
        }
    }

    @Override
    public String name() {
        return "band";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        requireMatrix("a band", in.get(0));
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        int[] kept = IntStream.range(0, out.size())
                .filter(i -> isKept(i, out.shape()))
                .toArray();
        Buffer x = in.get(0);
        return () -> {
            out.fill(0);
            for (int i : kept) {
                out.set(i, x.get(i));
            }
        };
    }

    @Override
    public int[] sources(List<Shape> in, Shape out) {
        return IntStream.range(0, out.size()).map(i -> isKept(i, out) ? i : -1).toArray();
    }

    private boolean isKept(int number, Shape shape) {
        int columns = shape.dim(-1);
        int diagonal = number % columns - number / columns % shape.dim(-2);
        return lowest <= diagonal && diagonal <= highest;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(this, outBar);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
