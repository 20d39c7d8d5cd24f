package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.autodiff.tree.Tree;

/** A program of (argument's tensors, captured tensors), and the structure of what it returns. */
record TracedFunction<R>(Program program, List<Tensor> captured, Tree.Structure<R> result) {
    /** A captured tensor that another trace follows; null if there is none. */
    Tensor follower() {
        return captured.stream()
                .filter(TracedTensor.class::isInstance)
                .findFirst()
                .orElse(null);
    }

    /** The program's inputs for this argument. */
    List<Tensor> inputs(List<Tensor> argument) {
        List<Tensor> inputs = new ArrayList<>(argument);
        inputs.addAll(captured);
        return inputs;
    }
}
