package org.palinode.autodiff.plan.straight;

import java.util.List;
import org.palinode.autodiff.kernel.Kernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.plan.code.NumberBuffers;

/** What generated straight-line code works on: memory, and a place for numbers that one of its methods leaves to another. */
abstract class StraightKernel implements Kernel {
    /** The buffers' memory: it must outlive this. */
    private final List<Buffer> buffers;

    protected final Object[] memory;
    protected final double[] scratch;

    StraightKernel(List<Buffer> buffers, int scratch) {
        this.buffers = List.copyOf(buffers);
        memory = NumberBuffers.views(this.buffers);
        this.scratch = new double[scratch];
    }
}
