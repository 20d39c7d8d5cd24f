package org.palinode.autodiff.decomposition;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.palinode.autodiff.internal.kernel.blas.Decompositions;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The eigenvalues λ and vectors V of (A + Aᵀ)/2. With P = Vᵀ Ȧ V and F_ij = 1/(λ_j − λ_i), 0 on the diagonal: JVP λ̇ = diag P, V̇ = V (F ∘ P);
 * VJP Ā = the symmetric part of V (diag λ̄ + F ∘ Vᵀ V̄) Vᵀ. Where eigenvalues are equal, vectors have no derivative: it is infinite or NaN,
 * unless nothing depends on the vectors.
 *
 * <p>Source: M. B. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic differentiation", 2008.
 */
record SymmetricEigen() implements Primitive {
    @Override
    public String name() {
        return "eigh";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> in) {
        Matrices.requireSquare(name(), in.get(0));
        return List.of(in.get(0).with(in.get(0).shape().without(-1)), in.get(0));
    }

    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        Buffer a = in.get(0);
        int n = a.shape().dim(-1);
        Buffer matrix = Matrices.room(n, n);
        Buffer values = Matrices.room(n);
        Buffer work = Matrices.room(Decompositions.eigenWork(n));
        IntPointer integers = new IntPointer(Decompositions.eigenIntegers(n));
        DoublePointer matrixAt = matrix.doublePointer();
        DoublePointer valuesAt = values.doublePointer();
        DoublePointer workAt = work.doublePointer();
        return Matrices.each(a.shape(), i -> {
            if (!Matrices.loadSymmetric(a, i, matrix)) {
                Matrices.fill(out.get(0), i, n, Double.NaN);
                Matrices.fill(out.get(1), i, n * n, Double.NaN);
                return;
            }
            int failed = Decompositions.eigenvectors(n, matrixAt, valuesAt, workAt, integers);
            if (failed != 0) {
                throw new ArithmeticException("eigh did not converge for number " + i + " of " + a.type());
            }
            for (int j = 0; j < n; j++) {
                out.get(0).set(i * n + j, values.get(j));
            }
            Matrices.store(matrix, out.get(1), i);
        });
    }

    /** x_ij / (λ_j − λ_i), 0 on the diagonal and where x is 0. */
    private static Tensor apart(Tensor x, Tensor values) {
        Tensor differences = values.expandDims(-2).minus(values.expandDims(-1));
        Tensor off = x.minus(x.diagonal().diag());
        return off.ratioTo(differences.plus(values.onesLike().diag()));
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        if (!wanted.test(0) || outBar.get(0) == null && outBar.get(1) == null) {
            return Arrays.asList((Tensor) null);
        }
        Tensor v = out.get(1);
        Tensor middle = outBar.get(0) == null ? null : outBar.get(0).diag();
        if (outBar.get(1) != null) {
            Tensor turned = apart(v.transpose().matmul(outBar.get(1)), out.get(0));
            middle = middle == null ? turned : middle.plus(turned);
        }
        return List.of(Matrices.symmetric(v.matmul(middle).matmul(v.transpose())));
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        Tensor v = out.get(1);
        Tensor p = v.transpose().matmul(Matrices.symmetric(inDot.get(0))).matmul(v);
        return List.of(p.diagonal(), v.matmul(apart(p, out.get(0))));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
