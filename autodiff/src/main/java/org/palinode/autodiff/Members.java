package org.palinode.autodiff;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** A function of one member, applied to all members of a batch at once. */
record Members<P, R>(Function<? super P, ? extends R> function) implements Function<P, R> {
    @Override
    public R apply(P all) {
        Tree.Flat<P> input = Tree.flatten(all);
        BatchTrace batch = new BatchTrace(count(input));
        P one = input.structure()
                .unflatten(input.leaves().stream().map(batch::variable).toList());
        Tree.Flat<R> output = Tree.flatten(function.apply(one));
        return stacked(
                output.structure(), output.leaves().stream().map(batch::values).toList());
    }

    @Override
    public String toString() {
        return "vmap(function)";
    }

    private static int count(Tree.Flat<?> input) {
        List<String> paths = input.structure().paths();
        if (paths.isEmpty()) {
            throw new IllegalArgumentException(
                    "vmap needs members along the leading axes of its argument's tensors, and " + input.structure()
                            + " has no tensors; make its numbers tensors, for instance with Tensor.of");
        }
        for (int i = 0; i < paths.size(); i++) {
            Tensor leaf = input.leaves().get(i);
            if (leaf.rank() == 0 || leaf.shape().dim(0) == 0) {
                throw new IllegalArgumentException("vmap needs members along a leading axis, and " + leaf.type()
                        + " at " + paths.get(i) + " has none; close over what is the same for all members");
            }
            if (leaf.shape().dim(0) != input.leaves().get(0).shape().dim(0)) {
                throw new IllegalArgumentException("vmap needs leading axes of one length, got "
                        + input.leaves().get(0).type() + " at " + paths.get(0) + " and " + leaf.type() + " at "
                        + paths.get(i) + "; close over what is the same for all members");
            }
        }
        return input.leaves().get(0).shape().dim(0);
    }

    private static <R> R stacked(Tree.Structure<R> result, List<Tensor> leaves) {
        try {
            return result.unflatten(leaves);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "vmap gives each tensor of a result a leading axis, which this tree does not take: "
                            + refused.getMessage()
                            + "; return its tensors from the function: Tree.flatten(result).leaves()",
                    refused);
        }
    }
}
