package org.palinode.examples.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Layout of the tensors of a tree, one after another in an array, for optimisers and files. */
public final class FlatParameters<P> {
    private final Tree.Structure<P> structure;
    private final List<TensorType> types;

    private FlatParameters(Tree.Flat<P> flat) {
        structure = flat.structure();
        types = Tensor.types(flat.leaves());
    }

    /** The layout of trees that are built like this one. */
    public static <P> FlatParameters<P> like(P tree) {
        return new FlatParameters<>(Tree.flatten(tree));
    }

    /** The number of numbers. */
    public int size() {
        return types.stream().mapToInt(TensorType::size).sum();
    }

    /** The path of each tensor in the tree, like {@code field.layers[0].weight}. */
    public List<String> paths() {
        return structure.paths();
    }

    /** The shape of each tensor. */
    public List<List<Integer>> shapes() {
        return types.stream()
                .map(type -> Arrays.stream(type.shape().dims()).boxed().toList())
                .toList();
    }

    /** All numbers of a tree. */
    public double[] flatten(P tree) {
        double[] all = new double[size()];
        int start = 0;
        for (Tensor leaf : structure.flatten(tree).leaves()) {
            System.arraycopy(leaf.toArray(), 0, all, start, leaf.size());
            start += leaf.size();
        }
        return all;
    }

    /** The tree with these numbers. */
    public P unflatten(double[] all) {
        List<Tensor> leaves = new ArrayList<>();
        int start = 0;
        for (TensorType type : types) {
            leaves.add(Tensor.of(type, Arrays.copyOfRange(all, start, start + type.size())));
            start += type.size();
        }
        return structure.unflatten(leaves);
    }
}
