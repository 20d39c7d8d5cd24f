package org.palinode.train.minimise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Numbers of a tree as one vector, leaf after leaf. */
record Coordinates<P>(Tree.Structure<P> structure, List<TensorType> types) {
    static <P> Coordinates<P> of(P tree) {
        Tree.Flat<P> flat = Tree.flatten(tree);
        flat.structure().requireNoIndices("parameters of a minimiser");
        Coordinates<P> coordinates = new Coordinates<>(flat.structure(), Tensor.types(flat.leaves()));
        if (coordinates.size() == 0) {
            throw new IllegalArgumentException(
                    "there is nothing to minimise by: the parameters have no numbers, they are " + flat.structure());
        }
        return coordinates;
    }

    int size() {
        return types.stream().mapToInt(TensorType::size).sum();
    }

    List<Tensor> leaves(double[] vector) {
        List<Tensor> leaves = new ArrayList<>();
        int from = 0;
        for (TensorType type : types) {
            leaves.add(Tensor.of(type, Arrays.copyOfRange(vector, from, from + type.size())));
            from += type.size();
        }
        return leaves;
    }

    P tree(double[] vector) {
        return structure.unflatten(leaves(vector));
    }

    double[] vector(P tree) {
        double[] vector = new double[size()];
        int from = 0;
        for (Tensor leaf : structure.flatten(tree).leaves()) {
            System.arraycopy(leaf.toArray(), 0, vector, from, leaf.size());
            from += leaf.size();
        }
        return vector;
    }
}
