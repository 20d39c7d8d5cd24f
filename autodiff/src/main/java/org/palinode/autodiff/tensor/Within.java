package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.ReboundKernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * The same whole numbers, all of them from 0 to before {@code count}: the others are refused when it runs. Piecewise constant: no derivative.
 *
 * @param need beginning of the refusal
 * @param remedy its end
 */
record Within(int count, String need, String remedy) implements Operation {
    @Override
    public String name() {
        return "within";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return new ReboundKernel(in, out, (from, to) -> () -> {
            require(from.get(0));
            to.copyFrom(from.get(0));
        });
    }

    private void require(Buffer numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            double number = numbers.get(i);
            int whole = (int) number;
            if (whole != number || whole < 0 || whole >= count) {
                throw new IllegalArgumentException(need + " from 0 to " + (count - 1) + ", got " + Indices.text(number)
                        + " as number " + i + " of " + numbers.size() + "; " + remedy);
            }
        }
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return null;
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return null;
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
