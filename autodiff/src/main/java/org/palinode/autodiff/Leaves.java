package org.palinode.autodiff;

import java.util.List;
import java.util.function.Predicate;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Trees checked on their way in. */
final class Leaves {
    private Leaves() {}

    /** The parts of a tree to differentiate by; refuses one without tensors. */
    static <P> Tree.Flat<P> differentiable(P x) {
        Tree.Flat<P> flat = Tree.flatten(x);
        if (flat.leaves().isEmpty()) {
            throw new IllegalArgumentException(
                    "there is nothing to differentiate by: " + flat.structure() + " has no tensors; "
                            + "make its numbers tensors, for instance with Tensor.scalar, and its classes records");
        }
        return flat;
    }

    /** Refuses a result that no variable reaches although numbers were read on the way: its derivative would be a 0 that nobody meant. */
    static void requireFollowed(List<Tensor> results, Predicate<Tensor> isFollowed, boolean numbersRead) {
        if (numbersRead && results.stream().noneMatch(isFollowed)) {
            throw new IllegalArgumentException("the result " + Tensor.types(results)
                    + " does not depend on what it is differentiated by, but numbers were read (item, toArray, toINDArray) from tensors"
                    + " that do: what is made of numbers is a constant. Compute it with tensors, or read from stopGradient() what is meant"
                    + " to be constant");
        }
    }

    /** The tensors of {@code tree}, which must have the structure and the types of {@code model}. */
    static <T> List<Tensor> like(Tree.Flat<T> model, T tree, String what) {
        Tree.Flat<T> flat = model.structure().flatten(tree);
        model.structure().requireSame(flat.structure(), what);
        for (int i = 0; i < flat.leaves().size(); i++) {
            Tensor expected = model.leaves().get(i);
            Tensor actual = flat.leaves().get(i);
            if (!actual.type().equals(expected.type())) {
                throw new IllegalArgumentException(
                        what + " at " + model.structure().paths().get(i) + " must be " + expected.type()
                                + " like the value there, got " + actual.type());
            }
        }
        return flat.leaves();
    }
}
