package org.palinode.autodiff.decomposition;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** The matrices of the last two axes, one after another, and how they get to LAPACK's memory and back. */
final class Matrices {
    private Matrices() {}

    static void require(String what, TensorType type) {
        if (type.shape().rank() < 2) {
            throw new IllegalArgumentException(what + " needs a matrix [n, m], or several [..., n, m], got " + type);
        }
    }

    static void requireSquare(String what, TensorType type) {
        require(what, type);
        if (type.shape().dim(-1) != type.shape().dim(-2)) {
            throw new IllegalArgumentException(what + " needs square matrices [..., n, n], got " + type);
        }
    }

    /** The kernel that does something for each matrix of a tensor. */
    static Kernel each(Shape shape, IntConsumer matrix) {
        int size = shape.dim(-1) * shape.dim(-2);
        int count = size == 0 ? 0 : shape.size() / size;
        return () -> {
            for (int i = 0; i < count; i++) {
                matrix.accept(i);
            }
        };
    }

    /** Double memory of LAPACK's for a matrix of these dims. */
    static Buffer room(int... dims) {
        return Buffer.allocate(TensorType.float64(dims));
    }

    /** Copies matrix {@code i} column by column; false if a number is not finite. */
    static boolean load(Buffer from, int i, Buffer columns) {
        int m = from.shape().dim(-2);
        int n = from.shape().dim(-1);
        boolean finite = true;
        for (int row = 0, at = i * m * n; row < m; row++) {
            for (int column = 0; column < n; column++, at++) {
                double number = from.get(at);
                finite &= Math.abs(number) <= Double.MAX_VALUE;
                columns.set(column * m + row, number);
            }
        }
        return finite;
    }

    /** Copies the symmetric part of matrix {@code i}, [n, n]; false if a number is not finite. */
    static boolean loadSymmetric(Buffer from, int i, Buffer matrix) {
        int n = from.shape().dim(-1);
        boolean finite = load(from, i, matrix);
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < row; column++) {
                double mean = 0.5 * (matrix.get(row * n + column) + matrix.get(column * n + row));
                matrix.set(row * n + column, mean);
                matrix.set(column * n + row, mean);
            }
        }
        return finite;
    }

    /** Copies columns back to matrix {@code i}. */
    static void store(Buffer columns, Buffer to, int i) {
        int m = to.shape().dim(-2);
        int n = to.shape().dim(-1);
        for (int row = 0, at = i * m * n; row < m; row++) {
            for (int column = 0; column < n; column++, at++) {
                to.set(at, columns.get(column * m + row));
            }
        }
    }

    /** Writes one number everywhere into matrix or vector {@code i} of this size. */
    static void fill(Buffer to, int i, int size, double value) {
        for (int at = i * size; at < (i + 1) * size; at++) {
            to.set(at, value);
        }
    }

    /** (A + Aᵀ)/2. */
    static Tensor symmetric(Tensor a) {
        return a.plus(a.transpose()).times(0.5);
    }

    /** The lower triangle with half of the diagonal. */
    static Tensor lowerHalf(Tensor a) {
        return a.tril(0).plus(a.tril(-1)).times(0.5);
    }

    static Tensor inverse(Tensor a) {
        requireSquare("inverse", a.type());
        return a.solve(Tensor.eye(a.shape().dim(-1)).cast(a.dtype()).broadcastTo(a.shape()));
    }

    /** Batches, of copies where they are none already. */
    static List<Tensor> stretched(List<Tensor> in, IntPredicate isBatched, int size) {
        return IntStream.range(0, in.size())
                .mapToObj(i -> {
                    Tensor one = in.get(i);
                    Shape many = one.shape().insert(0, size);
                    return isBatched.test(i) ? one : one.broadcastTo(many);
                })
                .toList();
    }
}
