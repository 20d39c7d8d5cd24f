package org.palinode.autodiff.tensor;

import java.util.List;
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

    static boolean areAll(List<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            if (!(tensor instanceof Constant)) {
                return false;
            }
        }
        return true;
    }

    /** True if a tensor is known to be this number everywhere; never for NaN. */
    static boolean is(Tensor tensor, double number) {
        return tensor instanceof Constant constant && constant.value == number;
    }

    /** The output of an operation that only gives numbers other places, or rounds them, where its input is constant; else null. */
    static List<Tensor> moved(Operation operation, List<Tensor> in) {
        return in.get(0) instanceof Constant same
                ? List.of(Tensor.full(operation.output(Tensor.types(in)), same.value))
                : null;
    }

    /** The number of a constant tensor. */
    static double value(Tensor constant) {
        return ((Constant) constant).value;
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
        return TensorText.of(type(), place -> value);
    }
}
