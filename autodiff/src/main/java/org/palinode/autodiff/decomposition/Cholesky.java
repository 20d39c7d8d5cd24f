package org.palinode.autodiff.decomposition;

import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.palinode.autodiff.internal.kernel.blas.Decompositions;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The lower factor L of (A + Aᵀ)/2 = L Lᵀ. With Φ the lower triangle with half of the diagonal: JVP L̇ = L Φ(L⁻¹ Ȧ L⁻ᵀ), VJP Ā = the symmetric
 * part of L⁻ᵀ Φ(Lᵀ L̄) L⁻¹.
 *
 * <p>Source: I. Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527, 2016.
 */
record Cholesky() implements Operation {
    @Override
    public String name() {
        return "cholesky";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Matrices.requireSquare(name(), in.get(0));
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer a = in.get(0);
        int n = a.shape().dim(-1);
        Buffer matrix = Matrices.room(n, n);
        DoublePointer matrixAt = matrix.doublePointer();
        return Matrices.each(a.shape(), i -> {
            if (!Matrices.loadSymmetric(a, i, matrix)) {
                Matrices.fill(out, i, n * n, Double.NaN);
                return;
            }
            int failed = Decompositions.cholesky(n, matrixAt);
            if (failed != 0) {
                throw new ArithmeticException("cholesky needs positive definite matrices, the leading part [" + failed
                        + ", " + failed + "] of number " + i + " of " + a.type() + " is not");
            }
            for (int at = 0; at < n * n; at++) { // the upper triangle column by column is the lower one row by row
                out.set(i * n * n + at, at % n <= at / n ? matrix.get(at) : 0);
            }
        });
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor l, Tensor lBar) {
        Tensor middle = Matrices.lowerHalf(l.transpose().matmul(lBar));
        Tensor left = Tensor.apply(TriangularSolve.LOWER_TRANSPOSED, l, middle);
        return Matrices.symmetric(Tensor.apply(TriangularSolve.LOWER_TRANSPOSED, l, left.transpose()));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor l, List<Tensor> inDot) {
        Tensor left = Tensor.apply(TriangularSolve.LOWER, l, Matrices.symmetric(inDot.get(0)));
        Tensor both = Tensor.apply(TriangularSolve.LOWER, l, left.transpose());
        return l.matmul(Matrices.lowerHalf(both.transpose()));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
