package org.palinode.train.schedule;

import org.palinode.autodiff.tensor.Tensor;

/** Schedule of the same number at all steps. */
record Constant(double value) implements Schedule {
    Constant {
        Numbers.requireFinite("a constant", value);
    }

    @Override
    public Tensor at(Tensor step) {
        return Tensor.scalar(value);
    }
}
