package org.palinode.autodiff.internal.deferred;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The tangents of a function: (inputs, tangents of the moving inputs) → tangents of the outputs.
 *
 * @param inputs their number
 */
record Pushed(DeferredFunction function, int inputs, BitSet moving, Kinks kinks) implements DeferredFunction {
    /** Treatment of kinks. */
    enum Kinks {
        MEAN(Tangents::new),
        ONE_SIDED(Tangents::oneSided);

        private final Supplier<Tangents> tangents;

        Kinks(Supplier<Tangents> tangents) {
            this.tangents = tangents;
        }
    }

    @Override
    public String name() {
        return function.name() + "_jvp";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> in) {
        return function.outputs(in.subList(0, inputs));
    }

    @Override
    public List<Tensor> apply(List<Tensor> in) {
        Tangents tangents = kinks.tangents.get();
        List<Tensor> variables = new ArrayList<>(in.subList(0, inputs));
        int next = inputs;
        for (int input = moving.nextSetBit(0); input >= 0; input = moving.nextSetBit(input + 1)) {
            variables.set(input, tangents.variable(in.get(input), in.get(next++)));
        }
        return function.apply(variables).stream().map(tangents::tangent).toList();
    }

    @Override
    public DeferredFunction batched(IntPredicate isBatched, int size) {
        return new Pushed(
                function.batched(input -> isBatched.test(input) || needsBatch(input), size), inputs, moving, kinks);
    }

    /** A tangent has the shape of its input. */
    @Override
    public boolean needsBatch(int input) {
        return input >= inputs || moving.get(input) || function.needsBatch(input);
    }

    @Override
    public boolean moves(int input) {
        return input >= inputs || function.moves(input);
    }
}
