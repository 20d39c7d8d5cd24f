package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.ReboundKernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * The sums of the numbers along one axis up to each; from each to the end where it is reversed. VJP: the sums in the other direction. Adds in
 * double.
 */
record CumulativeSum(int axis, boolean reversed) implements LinearOperation {
    @Override
    public String name() {
        return "cumsum";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        in.get(0).shape().axis(axis);
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return new ReboundKernel(in, out, (from, to) -> RunningSums.kernel(from.get(0), to, axis, reversed));
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(new CumulativeSum(axis, !reversed), outBar);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new CumulativeSum(Batching.axis(axis), reversed), in);
    }

    @Override
    public String toString() {
        return (reversed ? "cumsum_back" : "cumsum") + "[axis=" + axis + "]";
    }
}
