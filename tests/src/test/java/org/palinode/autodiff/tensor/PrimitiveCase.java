package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.RandomKey;

/**
 * A primitive with inputs at which it is smooth.
 *
 * @param held how many of the first inputs differences must not move: a condition jumps, and stop_gradient hides what it does
 */
public record PrimitiveCase(Primitive primitive, List<Tensor> inputs, int held) {
    public List<Tensor> outputs() {
        return Tensor.apply(primitive, inputs);
    }

    public List<Tensor> moving() {
        return inputs.subList(held, inputs.size());
    }

    /** The primitive as a function of the inputs that may move. */
    public Function<List<Tensor>, List<Tensor>> function() {
        return moving -> {
            List<Tensor> all = new ArrayList<>(inputs.subList(0, held));
            all.addAll(moving);
            return Tensor.apply(primitive, all);
        };
    }

    /** A normal direction for each of these tensors. */
    public static List<Tensor> directions(List<Tensor> like, RandomKey key) {
        List<Tensor> directions = new ArrayList<>();
        for (int i = 0; i < like.size(); i++) {
            directions.add(key.fold(i).normal(like.get(i).type()));
        }
        return directions;
    }

    @Override
    public String toString() {
        return primitive + " of " + Tensor.types(inputs);
    }
}
