package org.palinode.autodiff.decomposition;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.palinode.autodiff.internal.kernel.blas.Decompositions;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The factors Q [..., m, n] and R [..., n, n] of matrices with m ≥ n. With M = Qᵀ Ȧ R⁻¹ and the antisymmetric Ω whose lower triangle is that of
 * M: JVP Q̇ = Q (Ω − M) + Ȧ R⁻¹, Ṙ = (M − Ω) R. VJP with S = R R̄ᵀ − Q̄ᵀ Q, mirrored from its lower triangle: Ā = (Q̄ + Q S) R⁻ᵀ.
 *
 * <p>Source: S. F. Walter, L. Lehmann, "Algorithmic differentiation of linear algebra functions", arXiv:1009.6112, 2010.
 */
record QrDecomposition() implements Primitive {
    @Override
    public String name() {
        return "qr";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> in) {
        Matrices.require(name(), in.get(0));
        Shape shape = in.get(0).shape();
        if (shape.dim(-2) < shape.dim(-1)) {
            throw new IllegalArgumentException("this qr needs matrices that are not wide, got " + in.get(0));
        }
        return List.of(in.get(0), in.get(0).with(shape.with(-2, shape.dim(-1))));
    }

    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        Buffer a = in.get(0);
        Buffer q = out.get(0);
        Buffer r = out.get(1);
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        Buffer matrix = Matrices.room(n, m);
        Buffer tau = Matrices.room(n);
        Buffer work = Matrices.room(Decompositions.qrWork(n));
        DoublePointer matrixAt = matrix.doublePointer();
        DoublePointer tauAt = tau.doublePointer();
        DoublePointer workAt = work.doublePointer();
        return Matrices.each(a.shape(), i -> {
            if (!Matrices.load(a, i, matrix)) {
                Matrices.fill(q, i, m * n, Double.NaN);
                Matrices.fill(r, i, n * n, Double.NaN);
                return;
            }
            Decompositions.reflections(m, n, matrixAt, tauAt, workAt);
            for (int at = 0; at < n * n; at++) {
                r.set(i * n * n + at, at / n <= at % n ? matrix.get(at % n * m + at / n) : 0);
            }
            Decompositions.orthonormal(m, n, matrixAt, tauAt, workAt);
            Matrices.store(matrix, q, i);
        });
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        if (!wanted.test(0) || outBar.get(0) == null && outBar.get(1) == null) {
            return Arrays.asList((Tensor) null);
        }
        Tensor q = out.get(0);
        Tensor r = ofFullRank(out.get(1));
        Tensor qBar = outBar.get(0) == null ? q.zerosLike() : outBar.get(0);
        Tensor rBar = outBar.get(1) == null ? r.zerosLike() : outBar.get(1);
        Tensor s = r.matmul(rBar.transpose()).minus(qBar.transpose().matmul(q));
        Tensor mirrored = s.tril(0).plus(s.tril(-1).transpose());
        return List.of(dividedBy(qBar.plus(q.matmul(mirrored)), r, TriangularSolve.UPPER));
    }

    /** R, without which there are no slopes: where it is singular, q is not determined. */
    private static Tensor ofFullRank(Tensor r) {
        return FullRank.checked("the slope of qr", r);
    }

    /** B R⁻ᵀ, by the solution of R Xᵀ = Bᵀ; B R⁻¹ by that of Rᵀ Xᵀ = Bᵀ. */
    private static Tensor dividedBy(Tensor b, Tensor r, TriangularSolve solve) {
        return Tensor.apply(solve, r, b.transpose()).transpose();
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        Tensor q = out.get(0);
        Tensor r = ofFullRank(out.get(1));
        Tensor moved = dividedBy(inDot.get(0), r, TriangularSolve.UPPER_TRANSPOSED);
        Tensor m = q.transpose().matmul(moved);
        Tensor lower = m.tril(-1);
        Tensor turn = lower.minus(lower.transpose());
        Tensor stretch = m.minus(turn);
        return List.of(moved.minus(q.matmul(stretch)), stretch.matmul(r));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
