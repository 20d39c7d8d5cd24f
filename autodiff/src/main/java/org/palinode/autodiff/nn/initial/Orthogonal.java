package org.palinode.autodiff.nn.initial;

import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.decomposition.Qr;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Matrices with orthonormal columns, or rows where these are fewer, times {@code gain}; drawn uniformly among all. Of tensors with more
 * axes, such as kernels, the first axis is the rows and all others are the columns. Each number has variance gain² / max(rows, columns).
 *
 * <p>Sources: A. Saxe, J. McClelland, S. Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
 * ICLR 2014, arXiv:1312.6120; the law: F. Mezzadri, "How to generate random matrices from the classical compact groups", Notices AMS 54,
 * 2007, arXiv:math-ph/0609050.
 *
 * @param gain by which lengths grow, such as √2 before a relu
 */
public record Orthogonal(double gain) implements Initializer {
    /** @throws IllegalArgumentException if the gain is not finite */
    public Orthogonal {
        if (!(Math.abs(gain) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("orthogonal weights need a finite gain, got " + gain);
        }
    }

    /** @throws IllegalArgumentException if the type has fewer than two axes */
    @Override
    public Tensor draw(RandomKey key, TensorType type, int in, int out) {
        Objects.requireNonNull(key, "random weights need a RandomKey, got null");
        Objects.requireNonNull(type, "random weights need the type of a tensor, got null");
        if (type.shape().rank() < 2 || type.size() == 0) {
            throw new IllegalArgumentException("orthogonal weights have rows and columns, got " + type);
        }
        int rows = type.shape().dim(0);
        int columns = type.size() / rows;
        Qr parts = LinearAlgebra.qr(key.normal(Math.max(rows, columns), Math.min(rows, columns)));
        Tensor uniform = parts.q().times(parts.r().diagonal().sign()); // with LAPACK's signs they would not be
        Tensor matrix = rows >= columns ? uniform : uniform.transpose();
        return matrix.reshape(type.shape()).times(gain).cast(type.dtype());
    }
}
