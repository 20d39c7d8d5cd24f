package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The way back by the inverse of a step, which needs nothing but the last carry.
 *
 * @param inverse (constants, carry after the step, slices) → carry before it
 */
record InvertedSteps(LoopBody body, Program pullBack, Program inverse, ReversalCheck check) implements WayBack {
    @Override
    public LoopBody storing() {
        return body;
    }

    @Override
    public List<TensorType> carried() {
        return body.program().inputTypes().subList(body.constants(), body.firstSlice());
    }

    @Override
    public List<TensorType> stored() {
        return List.of();
    }

    @Override
    public List<Tensor> pullBack(Step step) {
        List<Tensor> before = inverse.apply(inputs(step, step.carried()));
        List<Tensor> in = inputs(step, before);
        in.addAll(step.bars());
        List<Tensor> result = new ArrayList<>(before);
        result.addAll(pullBack.apply(in));
        return result;
    }

    private static List<Tensor> inputs(Step step, List<Tensor> carry) {
        List<Tensor> in = new ArrayList<>(step.constants());
        in.addAll(carry);
        in.addAll(step.slices());
        return in;
    }

    @Override
    public List<Tensor> checked(List<Tensor> first, List<Tensor> carried, List<Tensor> last, List<Tensor> bars) {
        List<Tensor> in = new ArrayList<>(first);
        in.addAll(carried);
        in.addAll(last);
        in.addAll(bars);
        return Tensor.apply(check, in);
    }
}
