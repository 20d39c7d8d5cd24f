package org.palinode.autodiff.nn;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.initial.Initializer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

/**
 * Convolution of signals [batch, in, length] or images [batch, in, height, width] with kernels, plus a bias for each output channel.
 *
 * @param kernels [out, in, size] or [out, in, height, width]
 * @param bias [out]
 * @param window its size is that of the kernels
 */
public record Conv(Tensor kernels, Tensor bias, Window window) implements UnaryOperator<Tensor> {
    /** @throws IllegalArgumentException if shapes or types do not fit */
    public Conv {
        int[] dims = dims(Parameter.ANY, Parameter.length(bias), window);
        Parameter.require(
                "a convolution needs kernels [out, in, size] with the window's size " + window.size()
                        + ", and bias [out]",
                new Parameter(kernels, dims),
                new Parameter(bias, dims[0]));
    }

    /** A layer with kernels and biases uniform in ±1/√(in · size of the window). */
    public static Conv random(RandomKey key, DType dtype, int in, int out, Window window) {
        Inputs.random(key, dtype, "a convolution", in, out);
        int[] dims = dims(in, out, window);
        UniformParameters draw = new UniformParameters(key, dtype, in * numbers(window));
        return new Conv(draw.next(dims), draw.next(out), window);
    }

    /** A layer with kernels of a law, for in and out times the numbers that the window shows, and biases 0. */
    public static Conv random(RandomKey key, DType dtype, int in, int out, Window window, Initializer law) {
        Inputs.random(key, dtype, "a convolution", in, out);
        Objects.requireNonNull(law, "random layers need an initializer, got null");
        TensorType type = new TensorType(dtype, Shape.of(dims(in, out, window)));
        Tensor kernels = law.draw(key, type, in * numbers(window), out * numbers(window));
        return new Conv(kernels, Tensor.full(type.with(Shape.of(out)), 0), window);
    }

    private static int numbers(Window window) {
        return window.size().stream().reduce(1, (a, b) -> a * b);
    }

    private static int[] dims(int in, int out, Window window) {
        Objects.requireNonNull(window, "a convolution needs a window, such as Window.of(3, 3), got null");
        int[] dims = new int[2 + window.size().size()];
        dims[0] = out;
        dims[1] = in;
        for (int i = 2; i < dims.length; i++) {
            dims[i] = window.size().get(i - 2);
        }
        return dims;
    }

    /**
     * The channels [batch, out, places] or [batch, out, places, places].
     *
     * @throws IllegalArgumentException if x has other axes, or is smaller than the window with its padding
     */
    @Override
    public Tensor apply(Tensor x) {
        Objects.requireNonNull(x, "a convolution needs an input [batch, in, ...], got null");
        int axes = window.size().size();
        int[] dims = new int[1 + axes];
        Arrays.fill(dims, 1);
        dims[0] = bias.size();
        Tensor convolved = axes == 1 ? x.conv1d(kernels, window) : x.conv2d(kernels, window);
        return convolved.plus(bias.reshape(Shape.of(dims)));
    }
}
