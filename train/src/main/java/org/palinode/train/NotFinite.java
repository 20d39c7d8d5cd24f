package org.palinode.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Search for numbers that are not finite. */
final class NotFinite {
    private NotFinite() {}

    /** The paths of the tensors of a tree that have some. */
    static List<String> paths(Object tree) {
        Tree.Flat<Object> flat = Tree.flatten(tree);
        List<Tensor> leaves = flat.leaves();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            if (!Arrays.stream(leaves.get(i).toArray()).allMatch(Double::isFinite)) {
                paths.add(flat.structure().paths().get(i));
            }
        }
        return paths;
    }
}
