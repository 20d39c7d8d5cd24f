package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** A {@link Primitive} with one output. */
public interface Operation extends Primitive {
    /** The type of the output; refuses inputs that do not fit. */
    TensorType output(List<TensorType> in);

    Kernel bind(List<Buffer> in, Buffer out);

    /** The cotangent of one input; null where zero. {@code outBar} is never null. */
    Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar);

    /** The tangent of the output; null where zero. Entries of {@code inDot} are null where zero, but never all. */
    Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot);

    /** The offset of the output in the memory of the first input, in numbers, if it is a view of it and nothing has to move; else −1. */
    default int viewOffset(Shape in) {
        return -1;
    }

    @Override
    default List<TensorType> outputs(List<TensorType> in) {
        return List.of(output(in));
    }

    @Override
    default Kernel bind(List<Buffer> in, List<Buffer> out) {
        return bind(in, out.get(0));
    }

    @Override
    default List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        List<Tensor> cotangents = new ArrayList<>(Collections.nCopies(in.size(), null));
        if (outBar.get(0) != null) {
            for (int i = 0; i < in.size(); i++) {
                if (wanted.test(i)) {
                    cotangents.set(i, cotangent(i, in, out.get(0), outBar.get(0)));
                }
            }
        }
        return cotangents;
    }

    @Override
    default List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return Collections.singletonList(tangent(in, out.get(0), inDot));
    }
}
