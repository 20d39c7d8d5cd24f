package org.palinode.autodiff.linear;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.IdentityOperation;
import org.palinode.autodiff.tensor.Tensor;

/** (solution, status of the factors, compressed matrix) → solution, where the status says that it is one; else throws. */
record RequireRegular() implements IdentityOperation {
    @Override
    public String name() {
        return "require_regular";
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer solution = in.get(0);
        Buffer status = in.get(1);
        Buffer matrix = in.get(2);
        return () -> {
            if (status.get(0) != 0) {
                throw new ArithmeticException(
                        matrix.isFinite()
                                ? "solve met a singular matrix: a pivot of its LU factors is zero; its rows depend on each other"
                                : "solve met a matrix that is not finite; look for what made it so, as with findAnomalies() in a"
                                        + " solve");
            }
            out.copyFrom(solution);
        };
    }

    /** The batch as one check of a matrix that is not batched. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return isBatched.test(1) || isBatched.test(2)
                ? IdentityOperation.super.batch(in, isBatched, size)
                : Tensor.apply(this, in);
    }
}
