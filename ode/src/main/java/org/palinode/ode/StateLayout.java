package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Layout of the tensors of a state, one after another, in the flat vector that solvers step. */
final class StateLayout<Y> {
    private final Tree.Structure<Y> structure;
    private final List<TensorType> types;
    private final DType dtype;
    private final int size;

    private StateLayout(Tree.Flat<Y> flat) {
        structure = flat.structure();
        types = Tensor.types(flat.leaves());
        if (types.isEmpty()) {
            throw new IllegalArgumentException("y0 holds no tensor; a state is a tensor or a tree of tensors");
        }
        dtype = types.get(0).dtype();
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).dtype() != dtype) {
                throw new IllegalArgumentException("all tensors of a state need one type of number, but "
                        + place(0) + " is " + types.get(0) + " and " + place(i) + " is " + types.get(i)
                        + "; cast one of them");
            }
        }
        size = types.stream().mapToInt(TensorType::size).sum();
    }

    static <Y> StateLayout<Y> of(Y y0) {
        return new StateLayout<>(Tree.flatten(y0));
    }

    /** The name of number {@code index} of the flat state: the path of its tensor, and its place there. */
    String name(int index) {
        int rest = index;
        int leaf = 0;
        while (rest >= types.get(leaf).size()) {
            rest -= types.get(leaf++).size();
        }
        Shape shape = types.get(leaf).shape();
        List<Integer> place = new ArrayList<>();
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            place.add(0, rest % shape.dim(axis));
            rest /= shape.dim(axis);
        }
        return place(leaf) + (place.isEmpty() ? "" : place.toString());
    }

    /** The name of tensor {@code index} of the state: its path, which begins with y if it does not begin with a name. */
    private String place(int index) {
        String path = structure.paths().get(index);
        return path.equals("root") ? "y" : path.startsWith("[") ? "y" + path : path;
    }

    TensorType flatType() {
        return new TensorType(dtype, Shape.of(size));
    }

    Tensor flatten(Y tree) {
        return join(structure.flatten(tree).leaves());
    }

    private static Tensor join(List<Tensor> leaves) {
        return Tensor.concatenate(0, leaves.stream().map(Tensor::flatten).toList());
    }

    Y unflatten(Tensor flat) {
        List<Tensor> leaves = new ArrayList<>();
        int start = 0;
        for (TensorType type : types) {
            leaves.add(flat.slice(0, start, start + type.size()).reshape(type.shape()));
            start += type.size();
        }
        return structure.unflatten(leaves);
    }

    /** Rows [m, n] to a tree of tensors [m, ...]. */
    Y unflattenRows(Tensor rows) {
        List<Tensor> leaves = new ArrayList<>();
        int start = 0;
        for (TensorType type : types) {
            Shape shape = type.shape().insert(0, rows.shape().dim(0));
            leaves.add(rows.slice(1, start, start + type.size()).reshape(shape));
            start += type.size();
        }
        return structure.unflatten(leaves);
    }

    /** A slope as a flat vector, rounded to the state's type; refuses one that is not built like the state. */
    Tensor flattenSlope(Y slope) {
        return flattenSlope(slope, "the vector field");
    }

    /** The slope that a function of this name returned. */
    Tensor flattenSlope(Y slope, String function) {
        return flattenLike(slope, function, "slope");
    }

    /** The value of an event's reset as a flat vector; refuses a value that is not built like the state. */
    Tensor flattenReset(Y state) {
        return flattenLike(state, "the reset of an event", "new state");
    }

    private Tensor flattenLike(Y tree, String function, String what) {
        if (tree == null) {
            throw new IllegalArgumentException(function + " must return a " + what + " built like the state, got null");
        }
        Tree.Flat<Y> flat = structure.flatten(tree);
        if (!flat.structure().paths().equals(structure.paths())) {
            throw new IllegalArgumentException(function + " must return a " + what
                    + " built like the state: the state has tensors at "
                    + structure.paths() + ", the " + what + " at "
                    + flat.structure().paths());
        }
        List<Tensor> leaves = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Tensor leaf = flat.leaves().get(i);
            TensorType type = types.get(i);
            boolean fits = leaf.dtype() == dtype || dtype == DType.FLOAT32; // of the time alone it is float64
            boolean hasPlaces = leaf.size() == type.size() && leaf.shape().broadcastsTo(type.shape());
            if (!fits || !hasPlaces) {
                throw new IllegalArgumentException("the " + what + " of " + place(i) + " must be " + type
                        + " like the state, got " + leaf.type() + "; "
                        + (hasPlaces ? "cast it" : "broadcastTo or reshape give a tensor another shape"));
            }
            leaves.add(leaf.cast(dtype).reshape(type.shape()));
        }
        return join(leaves);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateLayout<?> that && structure.equals(that.structure) && types.equals(that.types);
    }

    @Override
    public int hashCode() {
        return types.hashCode();
    }
}
