package org.palinode.autodiff.linear;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Dense blocks [size, size] along the diagonal. */
record Blocks(int size) implements MatrixStructure {
    private static final Dense EACH = new Dense();

    Blocks {
        if (size < 1) {
            throw new IllegalArgumentException("blocks need a size of at least 1, got " + size);
        }
    }

    private int count(int n) {
        if (n % size != 0) {
            throw new IllegalArgumentException(
                    "blocks of size " + size + " do not fill a matrix of " + n + " rows; choose a divisor of " + n);
        }
        return n / size;
    }

    @Override
    public int seedCount(int n) {
        count(n);
        return size;
    }

    @Override
    public int column(int row, int seed, int n) {
        return row / size * size + seed;
    }

    /** Compressed matrices as [blocks, column, row]. */
    private Tensor blocks(Tensor compressed) {
        return compressed.reshape(size, -1, size).transpose(1, 0, 2);
    }

    /** Vectors [k, n] as [blocks, k, size]. */
    private Tensor parts(Tensor x) {
        return x.reshape(x.shape().dim(0), -1, size).transpose(1, 0, 2);
    }

    private Tensor joined(Tensor parts) {
        return parts.transpose(1, 0, 2).reshape(parts.shape().dim(1), -1);
    }

    @Override
    public Tensor product(Tensor compressed, Tensor x) {
        return joined(parts(x).matmul(blocks(compressed)));
    }

    @Override
    public Tensor transposedProduct(Tensor compressed, Tensor x) {
        return joined(parts(x).matmul(blocks(compressed).transpose()));
    }

    @Override
    public Tensor outer(Tensor left, Tensor right) {
        return joined(parts(right).transpose().matmul(parts(left)));
    }

    @Override
    public int factorSize(int n) {
        return n * size;
    }

    @Override
    public Kernel factor(Buffer compressed, Buffer factors, Buffer pivots, Buffer status) {
        int n = pivots.size();
        Buffer sorted = Buffer.allocate(TensorType.float64(factors.size()));
        Buffer one = Buffer.allocate(status.type());
        List<Kernel> each = new ArrayList<>();
        for (int block = 0; block < count(n); block++) {
            each.add(EACH.factor(
                    matrix(sorted, block), matrix(factors, block), pivots.slice(block * size, Shape.of(size)), one));
        }
        Kernel[] kernels = each.toArray(Kernel[]::new);
        return () -> {
            for (int i = 0; i < sorted.size(); i++) {
                int seed = i / size % size;
                int row = i / (size * size) * size + i % size;
                sorted.set(i, compressed.get(seed * n + row));
            }
            double singular = 0;
            for (Kernel kernel : kernels) {
                kernel.run();
                singular = Math.max(singular, one.get(0));
            }
            status.set(0, singular);
        };
    }

    private Buffer matrix(Buffer blocks, int block) {
        return blocks.slice(block * size * size, Shape.of(size * size));
    }

    @Override
    public Kernel solve(boolean transposed, Buffer factors, Buffer pivots, Buffer vectors) {
        int n = pivots.size();
        List<Kernel> each = new ArrayList<>();
        for (int start = 0; start < vectors.size(); start += size) {
            int block = start % n / size;
            each.add(EACH.solve(
                    transposed,
                    matrix(factors, block),
                    pivots.slice(block * size, Shape.of(size)),
                    vectors.slice(start, Shape.of(size))));
        }
        Kernel[] kernels = each.toArray(Kernel[]::new);
        return () -> {
            for (Kernel kernel : kernels) {
                kernel.run();
            }
        };
    }
}
