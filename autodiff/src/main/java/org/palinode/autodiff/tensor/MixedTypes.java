package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.DType;

/**
 * Rounding of one float64 number among tensors of float32, such as the time in a float32 model, to their type. Any other mixture is left to
 * be refused.
 */
final class MixedTypes {
    private MixedTypes() {}

    /** The inputs with such numbers rounded; scalars [] for elementwise operations, parts of one number for a concatenation. */
    static List<Tensor> resolve(Primitive primitive, List<Tensor> inputs) {
        if (inputs.size() < 2 || !isMixed(inputs)) {
            return inputs;
        }
        List<Tensor> resolved = new ArrayList<>(inputs);
        resolved.replaceAll(input -> primitive.rounds(input.type()) ? input.cast(DType.FLOAT32) : input);
        return resolved;
    }

    private static boolean isMixed(List<Tensor> inputs) {
        DType first = inputs.get(0).dtype();
        for (Tensor input : inputs) {
            if (input.dtype() != first) {
                return true;
            }
        }
        return false;
    }
}
