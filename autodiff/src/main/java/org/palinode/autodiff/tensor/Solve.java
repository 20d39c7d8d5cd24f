package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * The solution X of op(A) X = B by LU with partial pivoting: A [..., n, n], B [..., n, k]. In double precision inside, also for float32.
 * With op(A) = A: VJP B̄ = A⁻ᵀ X̄, Ā = −B̄ Xᵀ. JVP Ẋ = A⁻¹(Ḃ − Ȧ X). A singular matrix is refused when it is met. Of a matrix that is not
 * finite every solution is NaN.
 */
record Solve(boolean transposed) implements Operation {
    @Override
    public String name() {
        return transposed ? "solveT" : "solve";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape a = in.get(0).shape();
        Shape b = in.get(1).shape();
        boolean fits = a.rank() >= 2
                && b.rank() == a.rank()
                && a.dim(-1) == a.dim(-2)
                && a.with(-1, b.dim(-1)).equals(b)
                && in.get(0).dtype() == in.get(1).dtype();
        if (!fits) {
            throw new IllegalArgumentException(
                    "solve needs a matrix [n, n] and right sides [n] or [n, k] of one type, or batches of them, got "
                            + in.get(0) + " and " + in.get(1));
        }
        return in.get(1);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer a = in.get(0);
        Buffer b = in.get(1);
        int n = a.shape().dim(-1);
        int k = b.shape().dim(-1);
        int count = n == 0 ? 0 : a.size() / (n * n);
        Buffer factors = Buffer.allocate(TensorType.float64(n, n)); // column by column, as LAPACK wants it
        Buffer solutions = Buffer.allocate(TensorType.float64(k, n)); // one after another
        DoublePointer factorsAt = factors.doublePointer();
        DoublePointer solutionsAt = solutions.doublePointer();
        IntPointer pivots = new IntPointer(n);
        return () -> {
            for (int matrix = 0; matrix < count; matrix++) {
                int side = matrix * n * k;
                if (!load(a, matrix * n * n, n, factors)) { // LAPACK would find zeros where there are infinities
                    fillNaN(out, side, n * k);
                    continue;
                }
                int zeroPivot = OpenBlas.getrf(n, factorsAt, pivots);
                if (zeroPivot != 0) {
                    throw new ArithmeticException("solve or inverse met a singular matrix " + a.type() + ": pivot "
                            + zeroPivot + " of its LU factors is zero");
                }
                for (int i = 0; i < n * k; i++) {
                    solutions.set(i % k * n + i / k, b.get(side + i));
                }
                OpenBlas.getrs(false, n, k, factorsAt, pivots, solutionsAt);
                for (int i = 0; i < n * k; i++) {
                    out.set(side + i, solutions.get(i % k * n + i / k));
                }
            }
        };
    }

    /** False if a number is not finite. */
    private boolean load(Buffer a, int start, int n, Buffer factors) {
        boolean finite = true;
        for (int i = 0; i < n * n; i++) {
            double entry = a.get(start + i);
            finite &= Math.abs(entry) < Double.POSITIVE_INFINITY;
            factors.set(transposed ? i : i % n * n + i / n, entry);
        }
        return finite;
    }

    private static void fillNaN(Buffer out, int start, int count) {
        for (int i = start; i < start + count; i++) {
            out.set(i, Double.NaN);
        }
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Tensor bBar = Tensor.apply(new Solve(!transposed), in.get(0), outBar);
        if (input == 1) {
            return bBar;
        }
        return (transposed ? MatMul.product(out, false, bBar, true) : MatMul.product(bBar, false, out, true)).negate();
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        Tensor right = inDot.get(1);
        if (inDot.get(0) != null) {
            Tensor moved = MatMul.product(inDot.get(0), transposed, out, false);
            right = right == null ? moved.negate() : right.minus(moved);
        }
        return Tensor.apply(this, in.get(0), right);
    }

    /** The batch as one solve with all right sides where a matrix is not batched. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        Tensor b = in.get(1);
        if (isBatched.test(0) || in.get(0).rank() > 2) {
            return Tensor.apply(this, Batching.stretched(in, isBatched, size));
        }
        int n = b.shape().dim(1);
        Tensor side = b.transpose(1, 0, 2).reshape(n, -1);
        return List.of(Tensor.apply(this, in.get(0), side)
                .reshape(n, size, b.shape().dim(2))
                .transpose(1, 0, 2));
    }
}
