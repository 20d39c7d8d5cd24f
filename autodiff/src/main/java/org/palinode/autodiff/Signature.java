package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Signature of a trace: the structure of the argument with its static parts, and the types of its tensors. */
record Signature<P>(Tree.Structure<P> structure, List<TensorType> types) {
    static <P> Signature<P> of(Tree.Flat<P> input) {
        return new Signature<>(input.structure(), Tensor.types(input.leaves()));
    }

    /** The function as a program of the argument's tensors and of those that it closes over. */
    <R> TracedFunction<R> trace(Function<P, R> function) {
        List<Tree.Structure<R>> result = new ArrayList<>();
        Program.Traced traced = Program.trace(types, leaves -> {
            Tree.Flat<R> output = Tree.flatten(function.apply(structure.unflatten(leaves)));
            result.add(output.structure());
            return output.leaves();
        });
        return new TracedFunction<>(traced.program(), traced.captured(), result.get(0));
    }
}
