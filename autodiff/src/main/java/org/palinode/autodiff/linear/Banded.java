package org.palinode.autodiff.linear;

import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/** Entries A[i, j] with −lower ≤ j − i ≤ upper. Columns that lie lower + upper + 1 apart share a seed. */
record Banded(int lower, int upper) implements MatrixStructure {
    Banded {
        if (lower < 0 || upper < 0) {
            throw new IllegalArgumentException("a band needs 0 or more diagonals below and above, got " + lower
                    + " and " + upper + "; count those beside the main diagonal");
        }
    }

    /** The diagonals below that a matrix of this size has. */
    private int below(int n) {
        return Math.min(lower, Math.max(0, n - 1));
    }

    private int above(int n) {
        return Math.min(upper, Math.max(0, n - 1));
    }

    @Override
    public int seedCount(int n) {
        return Math.min(below(n) + above(n) + 1, n);
    }

    @Override
    public int column(int row, int seed, int n) {
        int seeds = seedCount(n);
        int first = Math.max(0, row - below(n));
        int column = first + Math.floorMod(seed - first, seeds);
        return column <= Math.min(n - 1, row + above(n)) ? column : -1;
    }

    /** x[column(i, g)] for each row i and seed g, 0 where there is none: [k, n] to [k, s, n]. */
    private Tensor expanded(Tensor x) {
        int n = x.shape().dim(1);
        Tensor sum = null;
        for (int diagonal = -below(n); diagonal <= above(n); diagonal++) {
            Tensor shifted = shifted(x, diagonal).reshape(x.shape().insert(1, 1));
            Tensor part = shifted.times(where(diagonal, n).cast(x.dtype()));
            sum = sum == null ? part : sum.plus(part);
        }
        return sum;
    }

    /** x[i + by], 0 beyond the ends. */
    private static Tensor shifted(Tensor x, int by) {
        int n = x.shape().dim(1);
        Tensor zeros = Tensor.full(x.type().with(x.shape().with(1, Math.abs(by))), 0);
        return by == 0
                ? x
                : by > 0
                        ? Tensor.concatenate(1, x.slice(1, by, n), zeros)
                        : Tensor.concatenate(1, zeros, x.slice(1, 0, n + by));
    }

    /** 1 where row i has its entry of seed g on this diagonal, [s, n]. */
    private Tensor where(int diagonal, int n) {
        double[] ones = new double[seedCount(n) * n];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = column(i % n, i / n, n) == i % n + diagonal ? 1 : 0;
        }
        return Tensor.of(Shape.of(seedCount(n), n), ones);
    }

    @Override
    public Tensor product(Tensor compressed, Tensor x) {
        return expanded(x).times(compressed).sum(1);
    }

    /** The transpose of the product, which is linear in x. */
    @Override
    public Tensor transposedProduct(Tensor compressed, Tensor x) {
        Tape tape = new Tape();
        Tensor variable = tape.variable(x.zerosLike());
        return tape.pullBack(List.of(product(compressed, variable)), List.of(x), List.of(variable))
                .get(0);
    }

    @Override
    public Tensor outer(Tensor left, Tensor right) {
        return left.reshape(left.shape().insert(1, 1)).times(expanded(right)).sum(0);
    }

    /** LAPACK's band storage, column by column, with room for the rows that pivoting moves up. */
    private int leading(int n) {
        return 2 * below(n) + above(n) + 1;
    }

    @Override
    public int factorSize(int n) {
        return Math.multiplyExact(n, leading(n));
    }

    @Override
    public Kernel factor(Buffer compressed, Buffer factors, Buffer pivots, Buffer status) {
        int n = pivots.size();
        int lower = below(n);
        int upper = above(n);
        int leading = leading(n);
        int[] from = new int[factors.size()];
        for (int i = 0; i < from.length; i++) {
            int column = i / leading;
            int row = i % leading - lower - upper + column;
            boolean inside = 0 <= row && row < n && -lower <= column - row && column - row <= upper;
            from[i] = inside ? column % seedCount(n) * n + row : -1;
        }
        DoublePointer matrix = factors.doublePointer();
        Pivots order = new Pivots(pivots);
        return () -> {
            for (int i = 0; i < from.length; i++) {
                factors.set(i, from[i] < 0 ? 0 : compressed.get(from[i]));
            }
            int info = OpenBlas.gbtrf(n, lower, upper, matrix, leading, order.pointer());
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
            OpenBlas.gbtrs(transposed, n, below(n), above(n), count, matrix, leading(n), order.pointer(), right);
        };
    }
}
