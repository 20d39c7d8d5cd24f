package org.palinode.autodiff.tensor;

import java.util.Objects;

/** Products of matrices and vectors. */
public sealed interface TensorProducts permits Tensor {
    private Tensor tensor() {
        return (Tensor) this;
    }

    private static Window required(Window window) {
        return Objects.requireNonNull(window, "this needs a window, such as Window.of(3, 3), got null");
    }

    /**
     * Matrix product by numpy's rules: [m, k] × [k, n] → [m, n]. A vector [k] is a row on the left and a column on the right, and its axis
     * disappears. Leading axes are batches and broadcast.
     *
     * @throws IllegalArgumentException if the inner dimensions differ, or one is a scalar
     */
    default Tensor matmul(Tensor other) {
        Tensor.requireTensor("matmul", other);
        return MatrixProducts.matmul(tensor(), other);
    }

    /**
     * Scalar product Σ aᵢ bᵢ over all numbers of two tensors of one shape.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    default Tensor dot(Tensor other) {
        Tensor.requireTensor("dot", other);
        if (!tensor().shape().equals(other.shape())) {
            throw new IllegalArgumentException(
                    "dot needs two tensors of one shape, got " + tensor().type() + " and " + other.type());
        }
        return tensor().times(other).sum();
    }

    /**
     * The product of each number of one vector with each of another, [n] and [m] to [n, m].
     *
     * @throws IllegalArgumentException if one is no vector
     */
    default Tensor outer(Tensor other) {
        Tensor.requireTensor("outer", other);
        if (tensor().rank() != 1 || other.rank() != 1) {
            throw new IllegalArgumentException(
                    "outer needs two vectors, got " + tensor().type() + " and " + other.type());
        }
        return tensor().reshape(-1, 1).times(other);
    }

    /**
     * The solution X of this × X = b, of the shape of b: this [n, n], b [n] or [n, k]. Leading axes are batches and broadcast.
     *
     * @throws ArithmeticException if a matrix is singular
     * @throws IllegalArgumentException if the shapes do not fit
     */
    default Tensor solve(Tensor b) {
        Tensor.requireTensor("solve", b);
        return MatrixProducts.solve(tensor(), b);
    }

    // ---- windows

    /**
     * The convolution of signals [n, c, length] with kernels [m, c, size], to [n, m, places]: as usual in networks, no kernel is turned round.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or the kernels are larger than a signal with its padding
     */
    default Tensor conv1d(Tensor kernels) {
        Tensor.requireTensor("conv1d", kernels);
        return conv1d(kernels, Window.of(kernels.shape().dim(-1)));
    }

    /** The same with strides, padding or dilation; see {@link #conv1d(Tensor)}. */
    default Tensor conv1d(Tensor kernels, Window window) {
        return Convolution.of(tensor(), kernels, required(window));
    }

    /**
     * The convolution of images [n, c, height, width] with kernels [m, c, size, size], to [n, m, places, places].
     *
     * @throws IllegalArgumentException if the shapes do not fit, or the kernels are larger than an image with its padding
     */
    default Tensor conv2d(Tensor kernels) {
        Tensor.requireTensor("conv2d", kernels);
        return conv2d(
                kernels, Window.of(kernels.shape().dim(-2), kernels.shape().dim(-1)));
    }

    /** The same with strides, padding or dilation; see {@link #conv2d(Tensor)}. */
    default Tensor conv2d(Tensor kernels, Window window) {
        return Convolution.of(tensor(), kernels, required(window));
    }

    /**
     * The largest number that a window shows at each of its places over the last axes; usual are strides of its own size.
     *
     * @throws IllegalArgumentException if the window is larger than what it moves over, or has padding: its zeros would be among the numbers
     */
    default Tensor maxPool(Window window) {
        if (required(window).padding().stream().anyMatch(zeros -> zeros > 0)) {
            throw new IllegalArgumentException(
                    "maxPool takes no padding, got " + window.padding() + "; pad with what should count");
        }
        return Convolution.shown(tensor(), window).max(-1);
    }

    /**
     * The mean of what a window shows at each of its places over the last axes; zeros of its padding count.
     *
     * @throws IllegalArgumentException if the window is larger than what it moves over, padding included
     */
    default Tensor meanPool(Window window) {
        return Convolution.shown(required(window).padded(tensor()), window).mean(-1);
    }
}
