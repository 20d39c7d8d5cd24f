package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/** (sorted [n], values) → for each value how many of the sorted numbers are at most that, as float64. Piecewise constant: no derivative. */
record SearchSorted() implements Operation {
    @Override
    public String name() {
        return "search_sorted";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        TensorType sorted = in.get(0);
        TensorType values = in.get(1);
        if (sorted.shape().rank() != 1 || sorted.dtype() != values.dtype()) {
            throw new IllegalArgumentException(
                    "searchSorted needs sorted numbers [n] and values of one type, got " + sorted + " and " + values);
        }
        return TensorType.float64(values.shape().dims());
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer sorted = in.get(0);
        Buffer values = in.get(1);
        int size = out.size();
        return () -> {
            for (int i = 0; i < size; i++) {
                out.set(i, atMost(sorted, values.get(i)));
            }
        };
    }

    /** @param caller the method that they were given to */
    static void requireSorted(String caller, Buffer numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            double before = i == 0 ? Double.NEGATIVE_INFINITY : numbers.get(i - 1);
            if (!(numbers.get(i) >= before)) {
                throw new IllegalArgumentException(caller + " needs numbers that do not fall, but number " + i + " is "
                        + numbers.get(i) + (i == 0 ? "" : " after " + before) + "; sort them");
            }
        }
    }

    private static int atMost(Buffer sorted, double value) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (sorted.get(middle) <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return null;
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return null;
    }

    /** All values at once where the sorted numbers are the same. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return isBatched.test(0) ? Operation.super.batch(in, isBatched, size) : Tensor.apply(this, in);
    }
}
