package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.Blas;
import org.palinode.autodiff.internal.kernel.MatrixBatch;
import org.palinode.autodiff.internal.kernel.ReboundKernel;
import org.palinode.autodiff.internal.kernel.operation.MatrixProduct;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Matrix product C = op(A) op(B), op(X) = X or Xᵀ: [m, k] × [k, n] → [m, n], or a batch of them with equal leading axes.
 * A transpose is a flag, never a copy. With neither flag set: VJP Ā = C̄ Bᵀ, B̄ = Aᵀ C̄. JVP Ċ = Ȧ B + A Ḃ.
 */
record MatMul(boolean transposeA, boolean transposeB) implements Operation, MatrixProduct {
    @Override
    public String name() {
        return "matmul" + (transposeA ? "T" : "N") + (transposeB ? "T" : "N");
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape a = in.get(0).shape();
        Shape b = in.get(1).shape();
        boolean fits = a.rank() >= 2
                && a.rank() == b.rank()
                && in.get(0).dtype() == in.get(1).dtype();
        for (int axis = 0; fits && axis < a.rank() - 2; axis++) {
            fits = a.dim(axis) == b.dim(axis);
        }
        if (!fits || inner(a, transposeA, -1) != inner(b, transposeB, -2)) {
            throw refusal(in.get(0), in.get(1));
        }
        Shape c = a.with(-2, inner(a, transposeA, -2)).with(-1, inner(b, transposeB, -1));
        return in.get(0).with(c);
    }

    /** The length of axis −1 or −2 of op(X). */
    private static int inner(Shape shape, boolean transposed, int axis) {
        return shape.dim(transposed ? -3 - axis : axis);
    }

    private IllegalArgumentException refusal(TensorType a, TensorType b) {
        String left = transposeA ? "[k, m]" : "[m, k]";
        String right = transposeB ? "[n, k]" : "[k, n]";
        return new IllegalArgumentException("matmul needs " + left + " and " + right + " of one type, got " + a
                + " and " + b + "; transpose, reshape or cast one");
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return bind(in, out, 0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out, double beta) {
        Buffer a = in.get(0);
        Buffer b = in.get(1);
        if (out.shape().rank() == 2) {
            return new ReboundKernel(
                    in, out, (from, to) -> Blas.gemm(from.get(0), transposeA, from.get(1), transposeB, to, beta));
        }
        Kernel[] each = new Kernel[batches(out.shape())];
        for (int i = 0; i < each.length; i++) {
            each[i] = Blas.gemm(matrix(a, i), transposeA, matrix(b, i), transposeB, matrix(out, i), beta);
        }
        double terms = (double) out.shape().dim(-1) * a.shape().size() / Math.max(1, each.length);
        return new MatrixBatch(each, 2 * terms);
    }

    private static int batches(Shape shape) {
        int count = 1;
        for (int axis = 0; axis < shape.rank() - 2; axis++) {
            count *= shape.dim(axis);
        }
        return count;
    }

    private static Buffer matrix(Buffer batch, int index) {
        Shape matrix = Shape.of(batch.shape().dim(-2), batch.shape().dim(-1));
        return batch.slice(index * matrix.size(), matrix);
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor cBar) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        if (input == 0) {
            return transposeA ? product(b, transposeB, cBar, true) : product(cBar, false, b, !transposeB);
        }
        return transposeB ? product(cBar, true, a, transposeA) : product(a, !transposeA, cBar, false);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> dot) {
        Tensor left = dot.get(0) == null ? null : Tensor.apply(this, dot.get(0), in.get(1));
        Tensor right = dot.get(1) == null ? null : Tensor.apply(this, in.get(0), dot.get(1));
        return left == null ? right : right == null ? left : left.plus(right);
    }

    static Tensor product(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        return Tensor.apply(new MatMul(transposeA, transposeB), a, b);
    }

    @Override
    public String toString() {
        return name();
    }

    /** The batch as one tall product where only the left is batched, or the right is a batch of columns; else a batch of products. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        if (!isBatched.test(1) && !transposeA && a.rank() == 3) {
            int rows = a.shape().dim(1);
            Tensor tall = product(a.reshape(size * rows, a.shape().dim(2)), false, b, transposeB);
            return List.of(tall.reshape(size, rows, tall.shape().dim(1)));
        }
        if (!isBatched.test(0) && b.rank() == 3 && b.shape().dim(transposeB ? 1 : 2) == 1) {
            Tensor rows = product(b.reshape(size, b.size() / size), false, a, !transposeA);
            return List.of(rows.reshape(size, rows.shape().dim(1), 1));
        }
        return Tensor.apply(
                this,
                List.of(
                        Batching.stretched(a, isBatched.test(0), size),
                        Batching.stretched(b, isBatched.test(1), size)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MatMul that && transposeA == that.transposeA && transposeB == that.transposeB;
    }

    @Override
    public int hashCode() {
        return (transposeA ? 1 : 0) + (transposeB ? 2 : 0);
    }
}
