package org.palinode.autodiff.decomposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.palinode.autodiff.internal.kernel.blas.Decompositions;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The singular values σ with the vectors U and Vᵀ. With P = Uᵀ Ȧ V, F_ij = 1/(σ_j² − σ_i²), 0 on the diagonal, and S = diag σ: JVP
 * σ̇ = diag P, U̇ = U (F ∘ (P S + S Pᵀ)) + (1 − U Uᵀ) Ȧ V S⁻¹, V̇ likewise from Ȧᵀ; VJP is its transpose. Where singular values are equal or 0,
 * vectors have no derivative: it is infinite or NaN, unless nothing depends on the vectors.
 *
 * <p>Source: J. Townsend, "Differentiating the singular value decomposition", 2016.
 */
record SingularValues() implements Primitive {
    @Override
    public String name() {
        return "svd";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> in) {
        Matrices.require(name(), in.get(0));
        TensorType type = in.get(0);
        Shape shape = type.shape();
        int k = Math.min(shape.dim(-2), shape.dim(-1));
        return List.of(
                type.with(shape.with(-1, k)), type.with(shape.without(-1).with(-1, k)), type.with(shape.with(-2, k)));
    }

    /** LAPACK, which reads columns, sees the transpose of the matrix: its left vectors are our right ones. */
    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        Buffer a = in.get(0);
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        int k = Math.min(m, n);
        Buffer matrix = Matrices.room(m, n);
        Buffer left = Matrices.room(m, k);
        Buffer values = Matrices.room(k);
        Buffer right = Matrices.room(k, n);
        Buffer work = Matrices.room(Decompositions.singularWork(n, m));
        IntPointer integers = new IntPointer(Decompositions.singularIntegers(n, m));
        List<Buffer> parts = List.of(left, values, right);
        DoublePointer leftAt = left.doublePointer();
        DoublePointer matrixAt = matrix.doublePointer();
        DoublePointer rightAt = right.doublePointer();
        DoublePointer valuesAt = values.doublePointer();
        DoublePointer workAt = work.doublePointer();
        return Matrices.each(a.shape(), i -> {
            boolean finite = true;
            for (int at = 0; at < m * n; at++) {
                double number = a.get(i * m * n + at);
                finite &= Math.abs(number) <= Double.MAX_VALUE;
                matrix.set(at, number);
            }
            int failed = finite
                    ? Decompositions.singularValues(n, m, matrixAt, valuesAt, rightAt, leftAt, workAt, integers)
                    : 0;
            if (failed != 0) {
                throw new ArithmeticException("svd did not converge for number " + i + " of " + a.type());
            }
            for (int part = 0; part < parts.size(); part++) {
                int size = parts.get(part).size();
                for (int at = 0; at < size; at++) {
                    out.get(part).set(i * size + at, finite ? parts.get(part).get(at) : Double.NaN);
                }
            }
        });
    }

    /** x_ij / (σ_j² − σ_i²), 0 on the diagonal and where x is 0. */
    private static Tensor apart(Tensor x, Tensor values) {
        Tensor rows = values.expandDims(-1);
        Tensor columns = values.expandDims(-2);
        Tensor off = x.minus(x.diagonal().diag());
        Tensor differences = columns.minus(rows).plus(values.onesLike().diag());
        return off.ratioTo(differences).ratioTo(columns.plus(rows));
    }

    /** x − Q Qᵀ x. */
    private static Tensor outside(Tensor q, Tensor x) {
        return x.minus(q.matmul(q.transpose().matmul(x)));
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        if (!wanted.test(0) || outBar.stream().allMatch(bar -> bar == null)) {
            return Arrays.asList((Tensor) null);
        }
        Tensor u = out.get(0);
        Tensor values = out.get(1);
        Tensor v = out.get(2).transpose();
        Tensor columns = values.expandDims(-2);
        Tensor rows = values.expandDims(-1);
        List<Tensor> parts = new ArrayList<>();
        if (outBar.get(1) != null) {
            parts.add(u.matmul(outBar.get(1).diag()).matmul(v.transpose()));
        }
        if (outBar.get(0) != null) {
            Tensor turn = u.transpose().matmul(outBar.get(0));
            parts.add(u.matmul(apart(turn.minus(turn.transpose()), values).times(columns))
                    .matmul(v.transpose()));
            parts.add(outside(u, outBar.get(0)).ratioTo(columns).matmul(v.transpose()));
        }
        if (outBar.get(2) != null) {
            Tensor vBar = outBar.get(2).transpose();
            Tensor turn = v.transpose().matmul(vBar);
            parts.add(u.matmul(apart(turn.minus(turn.transpose()), values).times(rows))
                    .matmul(v.transpose()));
            parts.add(u.matmul(outside(v, vBar).ratioTo(columns).transpose()));
        }
        return List.of(parts.stream().reduce(Tensor::plus).orElseThrow());
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        Tensor u = out.get(0);
        Tensor values = out.get(1);
        Tensor v = out.get(2).transpose();
        Tensor columns = values.expandDims(-2);
        Tensor rows = values.expandDims(-1);
        Tensor moved = inDot.get(0).matmul(v);
        Tensor turned = inDot.get(0).transpose().matmul(u);
        Tensor p = u.transpose().matmul(moved);
        Tensor uTurn = apart(p.times(columns).plus(p.transpose().times(rows)), values);
        Tensor vTurn = apart(p.times(rows).plus(p.transpose().times(columns)), values);
        Tensor uDot = u.matmul(uTurn).plus(outside(u, moved).ratioTo(columns));
        Tensor vDot = v.matmul(vTurn).plus(outside(v, turned).ratioTo(columns));
        return List.of(uDot, p.diagonal(), vDot.transpose());
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
