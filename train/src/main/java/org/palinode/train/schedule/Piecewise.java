package org.palinode.train.schedule;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** Values between jumps: values[i + 1] from step jumps[i] on. */
record Piecewise(List<Double> values, List<Integer> jumps) implements Schedule {
    Piecewise {
        values = List.copyOf(values);
        values.forEach(value -> Numbers.requireFinite("a piecewise", value));
        if (values.size() != jumps.size() + 1) {
            throw new IllegalArgumentException("a piecewise schedule has one value more than jumps, got "
                    + values.size() + " values and " + jumps.size() + " jumps");
        }
        for (int i = 1; i < jumps.size(); i++) {
            if (jumps.get(i) <= jumps.get(i - 1)) {
                throw new IllegalArgumentException("the jumps of a piecewise schedule must increase, got " + jumps);
            }
        }
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor value = Tensor.scalar(values.get(0));
        for (int i = 0; i < jumps.size(); i++) {
            value = Tensor.where(step.greaterEqual(jumps.get(i)), Tensor.scalar(values.get(i + 1)), value);
        }
        return value;
    }
}
