package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palinode.autodiff.internal.plan.SplitPullBack;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** The way back through residuals of each step, and through those of its carries that the pull-back reads. */
final class StoredSteps implements WayBack {
    private final LoopBody body;
    private final SplitPullBack split;
    private final BitSet carries = new BitSet();

    StoredSteps(LoopBody body, SplitPullBack split) {
        this.body = body;
        this.split = split;
        Set<Atom> read = new HashSet<>(split.backward().outputs());
        split.backward().equations().forEach(equation -> read.addAll(equation.inputs()));
        for (int i = body.constants(); i < body.firstSlice(); i++) {
            carries.set(i, read.contains(split.backward().inputs().get(i)));
        }
    }

    @Override
    public LoopBody storing() {
        Program program = Program.traceClosed(body.program().inputTypes(), in -> {
            List<Tensor> out = new ArrayList<>(split.forward().apply(in));
            out.addAll(carriesOf(in));
            return out;
        });
        return new LoopBody(program, body.constants(), body.carried(), body.sums());
    }

    private <T> List<T> carriesOf(List<T> inputs) {
        return Moving.at(carries, 0, inputs.size(), inputs);
    }

    @Override
    public List<TensorType> carried() {
        return List.of();
    }

    @Override
    public List<TensorType> stored() {
        List<TensorType> types = new ArrayList<>(split.residuals());
        types.addAll(carriesOf(body.program().inputTypes()));
        return types;
    }

    @Override
    public List<Tensor> pullBack(Step step) {
        int residuals = split.residuals().size();
        List<Tensor> in = new ArrayList<>(step.constants());
        int next = residuals;
        for (int i = body.constants(); i < body.firstSlice(); i++) {
            in.add(
                    carries.get(i)
                            ? step.stored().get(next++)
                            : Tensor.full(body.program().inputTypes().get(i), 0));
        }
        in.addAll(step.slices());
        in.addAll(step.bars());
        in.addAll(step.stored().subList(0, residuals));
        return new ArrayList<>(split.backward().apply(in));
    }
}
