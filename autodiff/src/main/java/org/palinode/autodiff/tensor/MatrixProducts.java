package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Shape;

/** Reduces numpy's many forms of matmul and solve to those that {@link MatMul} and {@link Solve} compute. */
final class MatrixProducts {
    private MatrixProducts() {}

    static Tensor matmul(Tensor a, Tensor b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw new IllegalArgumentException("matmul needs vectors, matrices or batches, got " + a.type() + " and "
                    + b.type() + "; use times for scalars");
        }
        int columns = a.shape().dim(-1);
        int rows = b.shape().dim(b.rank() == 1 ? 0 : -2);
        if (columns != rows || a.dtype() != b.dtype()) {
            throw new IllegalArgumentException(
                    "matmul needs as many rows on the right as columns on the left, and one type," + " got " + a.type()
                            + " and " + b.type() + "; transpose, reshape or cast one");
        }
        if (a.rank() == 1 || b.rank() == 1) {
            return vector(a, b);
        }
        return b.rank() == 2 ? shared(a, b) : batched(a, b);
    }

    /** A vector is a row on the left, a column on the right, and its axis disappears from the result. */
    private static Tensor vector(Tensor a, Tensor b) {
        Tensor left = a.rank() == 1 ? a.reshape(1, a.size()) : a;
        Tensor right = b.rank() == 1 ? b.reshape(b.size(), 1) : b;
        Tensor product = matmul(left, right);
        Shape shape = product.shape();
        if (b.rank() == 1) {
            shape = shape.without(-1);
        }
        if (a.rank() == 1) {
            shape = shape.without(b.rank() == 1 ? -1 : -2);
        }
        return product.reshape(shape);
    }

    /** The product of all of the left with one matrix on the right, as a single tall product. */
    private static Tensor shared(Tensor a, Tensor b) {
        if (a.rank() == 2) {
            return MatMul.product(a, false, b, false);
        }
        Tensor tall = a.reshape(a.shape().without(-1).size(), a.shape().dim(-1));
        return MatMul.product(tall, false, b, false)
                .reshape(a.shape().with(-1, b.shape().dim(-1)));
    }

    private static Tensor batched(Tensor a, Tensor b) {
        Shape batch = Shape.broadcast("matmul", matrices(a.shape()), matrices(b.shape()));
        return MatMul.product(stretch(a, batch), false, stretch(b, batch), false);
    }

    static Tensor solve(Tensor a, Tensor b) {
        if (b.rank() == 1) {
            return solve(a, b.reshape(b.size(), 1)).squeeze(-1);
        }
        if (a.rank() < 2 || b.rank() < 2) {
            return Tensor.apply(new Solve(false), a, b); // refused with both types
        }
        Shape batch = Shape.broadcast("solve", matrices(a.shape()), matrices(b.shape()));
        return Tensor.apply(new Solve(false), stretch(a, batch), stretch(b, batch));
    }

    private static Shape matrices(Shape shape) {
        return shape.without(-1).without(-1);
    }

    private static Tensor stretch(Tensor x, Shape batch) {
        Shape full = batch.insert(batch.rank(), x.shape().dim(-2));
        return x.broadcastTo(full.insert(full.rank(), x.shape().dim(-1)));
    }
}
