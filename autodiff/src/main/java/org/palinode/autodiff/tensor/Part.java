package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;

/** A {@link View} that shows some of the numbers, each once. VJP: {@link Place} among zeros. */
interface Part extends View {
    /** The same part of each of a batch. */
    Part ofEach();

    @Override
    default Kernel bind(List<Buffer> in, Buffer out) {
        return gather(in.get(0), out);
    }

    /** The places of the numbers of the part, of shape {@code part}, in {@code whole}. */
    default Strides place(Shape whole, Shape part) {
        return view(Strides.whole(whole), part);
    }

    @Override
    default Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(new Place(this, in.get(0).shape()), outBar);
    }

    @Override
    default List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(ofEach(), in);
    }
}
