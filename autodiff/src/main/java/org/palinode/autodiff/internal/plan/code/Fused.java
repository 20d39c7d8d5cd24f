package org.palinode.autodiff.internal.plan.code;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/** Several equations as one primitive. Made when a plan is built, after all derivatives: it has none itself. */
public interface Fused extends Primitive {
    /** The computation: its inputs and outputs are those of this primitive. */
    Program body();

    @Override
    default List<TensorType> outputs(List<TensorType> inputs) {
        return body().outputTypes();
    }

    /** For each output, the input to which it is added in place, or −1. */
    default int[] targets() {
        Map<Atom, Integer> targets = new HashMap<>();
        for (int i = 0; i < body().inputs().size(); i++) {
            targets.put(body().inputs().get(i), i);
        }
        Map<Atom, Integer> added = new HashMap<>();
        for (Equation equation : body().equations()) {
            if (equation.primitive() instanceof InPlace) {
                Atom accumulator = equation.inputs().get(equation.inputs().size() - 1);
                int target = added.containsKey(accumulator) ? added.get(accumulator) : targets.get(accumulator);
                added.put(equation.outputs().get(0), target);
            }
        }
        int[] found = new int[body().arity()];
        for (int i = 0; i < found.length; i++) {
            found[i] = added.getOrDefault(body().outputs().get(i), -1);
        }
        return found;
    }

    @Override
    default List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        throw new UnsupportedOperationException("derivatives are taken before equations are fused");
    }

    @Override
    default List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        throw new UnsupportedOperationException("derivatives are taken before equations are fused");
    }
}
