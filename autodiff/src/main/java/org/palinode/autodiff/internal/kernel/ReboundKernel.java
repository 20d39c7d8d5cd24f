package org.palinode.autodiff.internal.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** A kernel that moves by being made anew for the other memory: for those that are made in microseconds and hold little memory. */
public final class ReboundKernel implements MovableKernel {
    /** Bytes below which a copy is faster. */
    private static final long WORTH = 128 << 10;

    private final List<Buffer> inputs;
    private final Buffer output;
    private final BiFunction<List<Buffer>, Buffer, Kernel> maker;
    private final Kernel own;
    private final Map<Buffer, Buffer> moved = new HashMap<>();
    private Kernel kernel;

    /** @param maker of the kernel for such inputs and output; kernels that it made may share memory */
    public ReboundKernel(List<Buffer> inputs, Buffer output, BiFunction<List<Buffer>, Buffer, Kernel> maker) {
        this.inputs = inputs;
        this.output = output;
        this.maker = maker;
        own = maker.apply(inputs, output);
        kernel = own;
    }

    @Override
    public boolean canMove(Buffer here) {
        return here.type().bytes() >= WORTH;
    }

    @Override
    public void move(Buffer here, Buffer there) {
        if (here == there) {
            moved.remove(here);
        } else {
            moved.put(here, there);
        }
        kernel = moved.isEmpty() ? own : null;
    }

    @Override
    public Kernel withoutMoves() {
        return own;
    }

    @Override
    public void run() {
        if (kernel == null) {
            kernel = maker.apply(inputs.stream().map(this::place).toList(), place(output));
        }
        kernel.run();
    }

    private Buffer place(Buffer bound) {
        for (Map.Entry<Buffer, Buffer> each : moved.entrySet()) {
            if (bound.isSameMemory(each.getKey())) {
                return each.getValue().reshape(bound.shape());
            }
        }
        return bound;
    }
}
