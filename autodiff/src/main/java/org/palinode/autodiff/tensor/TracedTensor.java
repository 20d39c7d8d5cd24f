package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.TensorType;

/** A tensor that belongs to a {@link Trace}. */
public abstract class TracedTensor extends Tensor {
    protected TracedTensor(TensorType type) {
        super(type);
    }

    @Override
    public abstract boolean isSymbolic();

    /** The trace that sees operations on this tensor. */
    public abstract Trace trace();
}
