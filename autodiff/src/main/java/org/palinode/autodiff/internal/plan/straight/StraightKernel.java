package org.palinode.autodiff.internal.plan.straight;

import java.util.List;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** Base of generated straight-line code: memory, and a place for numbers that one of its methods leaves to another. */
abstract class StraightKernel implements Kernel {
    /** The buffers' memory: it must outlive this. */
    private final List<Buffer> buffers;

    protected final double[] scratch;

    StraightKernel(List<Buffer> buffers, int scratch) {
        this.buffers = List.copyOf(buffers);
        this.scratch = new double[scratch];
    }

    /** A buffer as its type of numbers, for the generated constructor. */
    protected final Object view(int index) {
        return NumberBuffers.views(buffers.subList(index, index + 1))[0];
    }
}
