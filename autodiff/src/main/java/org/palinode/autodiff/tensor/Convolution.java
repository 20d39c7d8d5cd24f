package org.palinode.autodiff.tensor;

import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;

/** Convolutions as one product of a matrix of kernels with all patches. */
final class Convolution {
    private Convolution() {}

    /** x [n, c, lengths] with kernels [o, c, size] to [n, o, places]. */
    static Tensor of(Tensor x, Tensor kernels, Window window) {
        Tensor.requireTensor("conv" + window.rank() + "d", kernels);
        Shape size = kernels.shape();
        int rank = window.rank();
        boolean fits =
                x.rank() == rank + 2 && size.rank() == rank + 2 && x.shape().dim(1) == size.dim(1);
        for (int i = 0; fits && i < rank; i++) {
            fits = size.dim(2 + i) == window.size().get(i);
        }
        if (!fits) {
            throw new IllegalArgumentException("conv" + rank + "d needs x [n, channels, ...] with " + rank
                    + " axes behind, and kernels [m, channels, ...] with as many, got " + x.type() + " and "
                    + kernels.type());
        }
        int terms = kernels.size() / Math.max(1, size.dim(0));
        Tensor patches = Tensor.apply(new Patches(window), window.padded(x)); // [n, c, size, places]
        Tensor columns = patches.transpose(batchBehind(rank)); // [c, size, n, places]
        Shape all = columns.shape();
        Tensor product = kernels.reshape(size.dim(0), terms).matmul(columns.reshape(terms, -1)); // [o, n places]
        int[] dims = new int[rank + 2];
        dims[0] = size.dim(0);
        for (int i = 0; i <= rank; i++) {
            dims[1 + i] = all.dim(1 + rank + i);
        }
        int[] batchFirst =
                IntStream.range(0, rank + 2).map(i -> i < 2 ? 1 - i : i).toArray();
        return product.reshape(Shape.of(dims)).transpose(batchFirst);
    }

    /** [n, c, size, places] to [c, size, n, places]. */
    private static int[] batchBehind(int rank) {
        return IntStream.range(0, 2 + 2 * rank)
                .map(i -> i <= rank ? i + 1 : i == rank + 1 ? 0 : i)
                .toArray();
    }

    /** The numbers that a window shows along one last axis: [..., places, numbers]. */
    static Tensor shown(Tensor x, Window window) {
        Tensor patches = Tensor.apply(new Patches(window), x);
        int lead = x.rank() - window.rank();
        int rank = patches.rank();
        int[] behind = IntStream.range(0, rank)
                .map(i -> i < lead ? i : i < lead + window.rank() ? i + window.rank() : i - window.rank())
                .toArray();
        Tensor moved = patches.transpose(behind);
        Shape shape = moved.shape();
        for (int i = 1; i < window.rank(); i++) {
            shape = shape.without(-1);
        }
        int numbers = window.size().stream().reduce(1, (a, b) -> a * b);
        return moved.reshape(shape.with(-1, numbers));
    }
}
