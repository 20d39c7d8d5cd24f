package org.palinode.autodiff.decomposition;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.IdentityOperation;
import org.palinode.autodiff.tensor.Tensor;

/** A triangular factor R as it is, refused where a number on its diagonal is rounding beside the largest. */
record FullRank(String of) implements IdentityOperation {
    /** The factor, after a look at it for the operation named. */
    static Tensor checked(String of, Tensor r) {
        return Tensor.apply(new FullRank(of), r);
    }

    @Override
    public String name() {
        return "full_rank";
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer r = in.get(0);
        int n = r.shape().dim(-1);
        double rounding = n * r.dtype().epsilon();
        Kernel check = Matrices.each(r.shape(), i -> require(r, i, n, rounding));
        return () -> {
            out.copyFrom(r);
            check.run();
        };
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }

    private void require(Buffer r, int i, int n, double rounding) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int j = 0; j < n; j++) {
            double size = Math.abs(r.get(i * n * n + j * n + j));
            least = Math.min(least, size);
            most = Math.max(most, size);
        }
        if (least <= rounding * most) {
            throw new ArithmeticException(of + " needs matrices of full rank, but of number " + i
                    + " the triangular factor " + r.type() + " has " + least + " beside " + most
                    + " on its diagonal; leave out columns that depend on others, or add a small penalty");
        }
    }
}
