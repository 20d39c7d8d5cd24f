package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;

/** Convolutions, and what a window shows. */
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
        Tensor padded = window.padded(x);
        List<Integer> lengths = new ArrayList<>();
        for (int axis = 2; axis < padded.rank(); axis++) {
            lengths.add(padded.shape().dim(axis));
        }
        return Tensor.apply(new Convolve(Convolve.Role.PLACES, window, lengths), padded, kernels);
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
