package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;

/** A tensor of the same number everywhere, known without memory: programs print it as a literal and fold it away. */
public final class Constant extends Tensor {
    private final double value;

    Constant(double value, TensorType type) {
        super(type);
        this.value = value;
    }

    public double value() {
        return value;
    }

    @Override
    public Tensor concrete() {
        return this;
    }

    @Override
    public Buffer buffer() {
        Buffer buffer = Buffer.allocate(type());
        buffer.fill(value);
        return buffer;
    }

    @Override
    public String toString() {
        return TensorText.of(this);
    }
}
