package org.palinode.autodiff.linear;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.Tensor;

/** Entries where row and column are equal. */
record Diagonal() implements MatrixStructure {
    @Override
    public int seedCount(int n) {
        return 1;
    }

    @Override
    public int column(int row, int seed, int n) {
        return row;
    }

    @Override
    public Tensor product(Tensor compressed, Tensor x) {
        return x.times(compressed);
    }

    @Override
    public Tensor transposedProduct(Tensor compressed, Tensor x) {
        return x.times(compressed);
    }

    @Override
    public Tensor outer(Tensor left, Tensor right) {
        Tensor sum = left.times(right).sum(0);
        return sum.reshape(1, sum.size());
    }

    @Override
    public int factorSize(int n) {
        return n;
    }

    @Override
    public Kernel factor(Buffer compressed, Buffer factors, Buffer pivots, Buffer status) {
        int n = factors.size();
        return () -> {
            boolean regular = true;
            for (int i = 0; i < n; i++) {
                double entry = compressed.get(i);
                regular &= entry != 0 && Math.abs(entry) < Double.POSITIVE_INFINITY;
                factors.set(i, entry);
            }
            status.set(0, regular ? 0 : 1);
        };
    }

    @Override
    public Kernel solve(boolean transposed, Buffer factors, Buffer pivots, Buffer vectors) {
        int n = factors.size();
        return () -> {
            for (int i = 0; i < vectors.size(); i++) {
                vectors.set(i, vectors.get(i) / factors.get(i % n));
            }
        };
    }
}
