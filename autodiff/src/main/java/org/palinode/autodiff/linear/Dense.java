package org.palinode.autodiff.linear;

import org.bytedeco.javacpp.DoublePointer;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.Tensor;

/** Entries anywhere. Compressed, the matrix is its transpose, which is the order of columns that LAPACK wants. */
record Dense() implements MatrixStructure {
    @Override
    public int seedCount(int n) {
        return n;
    }

    @Override
    public int column(int row, int seed, int n) {
        return seed;
    }

    @Override
    public Tensor product(Tensor compressed, Tensor x) {
        return x.matmul(compressed);
    }

    @Override
    public Tensor transposedProduct(Tensor compressed, Tensor x) {
        return x.matmul(compressed.transpose());
    }

    @Override
    public Tensor outer(Tensor left, Tensor right) {
        return right.transpose().matmul(left);
    }

    @Override
    public int factorSize(int n) {
        return n * n;
    }

    @Override
    public Kernel factor(Buffer compressed, Buffer factors, Buffer pivots, Buffer status) {
        int n = pivots.size();
        DoublePointer matrix = factors.doublePointer();
        Pivots order = new Pivots(pivots);
        return () -> {
            factors.copyFrom(compressed);
            int info = OpenBlas.getrf(n, matrix, order.pointer());
            order.store();
            status.set(0, info == 0 && compressed.isFinite() ? 0 : 1);
        };
    }

    @Override
    public Kernel solve(boolean transposed, Buffer factors, Buffer pivots, Buffer vectors) {
        int n = pivots.size();
        int count = vectors.size() / Math.max(1, n);
        DoublePointer matrix = factors.doublePointer();
        DoublePointer right = vectors.doublePointer();
        Pivots order = new Pivots(pivots);
        return () -> {
            order.load();
            OpenBlas.getrs(transposed, n, count, matrix, order.pointer(), right);
        };
    }
}
