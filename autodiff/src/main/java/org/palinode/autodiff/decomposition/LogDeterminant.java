package org.palinode.autodiff.decomposition;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/** The sign and log |det A| by LU. VJP Ā = ḡ A⁻ᵀ, JVP tr(A⁻¹ Ȧ); at a singular matrix these are refused. The sign has no slope. */
record LogDeterminant() implements Primitive {
    @Override
    public String name() {
        return "slogdet";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> in) {
        Matrices.requireSquare(name(), in.get(0));
        TensorType each = in.get(0).with(in.get(0).shape().without(-1).without(-1));
        return List.of(each, each);
    }

    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        Buffer a = in.get(0);
        int n = a.shape().dim(-1);
        Buffer matrix = Matrices.room(n, n);
        IntPointer pivots = new IntPointer(Math.max(1, n));
        if (n == 0) {
            return () -> {
                out.get(0).fill(1);
                out.get(1).fill(0);
            };
        }
        DoublePointer matrixAt = matrix.doublePointer();
        return Matrices.each(a.shape(), i -> {
            boolean finite = Matrices.load(a, i, matrix);
            int zero = finite ? OpenBlas.getrf(n, matrixAt, pivots) : 0;
            double sign = finite ? 1 : Double.NaN;
            double logarithm = finite ? 0 : Double.NaN;
            for (int j = 0; finite && j < n; j++) {
                double pivot = matrix.get(j * n + j);
                sign *= Math.signum(pivot) * (pivots.get(j) == j + 1 ? 1 : -1);
                logarithm += Math.log(Math.abs(pivot));
            }
            out.get(0).set(i, zero == 0 ? sign : 0);
            out.get(1).set(i, zero == 0 ? logarithm : Double.NEGATIVE_INFINITY);
        });
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        if (!wanted.test(0) || outBar.get(1) == null) {
            return Arrays.asList((Tensor) null);
        }
        Tensor inverse = Matrices.inverse(in.get(0));
        return List.of(inverse.transpose().times(outBar.get(1).expandDims(-1).expandDims(-1)));
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return Arrays.asList(null, in.get(0).solve(inDot.get(0)).trace());
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
