package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;

/** Tensor that belongs to a {@link Trace}; symbolic unless overridden. */
public abstract class TracedTensor extends Tensor {
    private final Trace trace;

    protected TracedTensor(Trace trace, TensorType type) {
        super(type);
        this.trace = trace;
    }

    /** The trace that sees operations on this tensor. */
    public final Trace follower() {
        return trace;
    }

    @Override
    public boolean isSymbolic() {
        return true;
    }

    @Override
    public final Buffer buffer() {
        return concrete().buffer();
    }
}
