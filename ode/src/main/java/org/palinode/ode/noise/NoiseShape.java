package org.palinode.ode.noise;

import java.util.List;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Structure and types of a noise, by value: tensors are equal only to themselves, and two paths may be made alike. */
record NoiseShape(Tree.Structure<?> structure, List<TensorType> types) {
    static NoiseShape of(Object zero) {
        Tree.Flat<?> flat = Tree.flatten(zero);
        return new NoiseShape(
                flat.structure(), flat.leaves().stream().map(Tensor::type).toList());
    }
}
