package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;

/** The numbers of an input seen under another shape: strides tell where they are. */
interface View extends LinearOperation, Movement {
    @Override
    Strides view(Strides in, Shape out);

    @Override
    default int[] sources(List<Shape> in, Shape out) {
        return view(Strides.whole(in.get(0)), out).indices();
    }

    /** The kernel that moves the numbers. */
    default Kernel gather(Buffer in, Buffer out) {
        return Copying.gather(in, out, sources(List.of(in.shape()), out.shape()));
    }

    @Override
    default List<Tensor> fold(List<Tensor> in) {
        return Constant.moved(this, in);
    }
}
