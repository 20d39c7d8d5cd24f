package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Buffer;

/** A tensor whose numbers are there. */
final class ConcreteTensor extends Tensor {
    private final Buffer buffer;

    ConcreteTensor(Buffer buffer) {
        super(buffer.type());
        this.buffer = buffer;
    }

    @Override
    public Tensor concrete() {
        return this;
    }

    @Override
    public Buffer buffer() {
        return buffer;
    }

    @Override
    public String toString() {
        return TensorText.of(type(), buffer::get);
    }
}
