package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Jacobians leaf by leaf, one pass a row or one a column. */
final class Jacobian {
    private Jacobian() {}

    static <P> P cheaper(Function<? super P, Tensor> function, P x) {
        Recording<P, Tensor> recording = Recording.of(function, x);
        requireTensor(recording.value());
        long columns = Tree.flatten(x).leaves().stream().mapToLong(Tensor::size).sum();
        return recording.value().size() <= columns ? reverse(recording) : forward(function, x);
    }

    static <P> P reverse(Recording<P, Tensor> recording) {
        TensorType value = requireTensor(recording.value()).type();
        Tree.Flat<P> zero = Tree.flatten(recording.pullBack(Tensor.full(value, 0)));
        requireRoom(zero, value.shape());
        List<Tree.Flat<P>> rows = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            rows.add(Tree.flatten(recording.pullBack(unit(value, i))));
        }
        List<Tensor> leaves = new ArrayList<>();
        for (int leaf = 0; leaf < zero.leaves().size(); leaf++) {
            int at = leaf;
            Tensor model = zero.leaves().get(leaf);
            leaves.add(side(0, rows.stream().map(row -> row.leaves().get(at)).toList(), model)
                    .reshape(joined(value.shape(), model.shape())));
        }
        return zero.structure().unflatten(leaves);
    }

    static <P> P forward(Function<? super P, Tensor> function, P x) {
        Tree.Flat<P> input = Leaves.differentiable(x);
        return columns(
                function.apply(x),
                input,
                direction -> ForwardMode.<P, Tensor>jvp(function, x, direction).tangent());
    }

    /** The Jacobian of a gradient; at kinks a column is how the gradient moves with that number of x, from where it is upwards. */
    static Tensor oneSided(UnaryOperator<Tensor> gradient, Tensor x) {
        Tree.Flat<Tensor> input = Leaves.differentiable(x);
        return columns(
                gradient.apply(x),
                input,
                direction -> ForwardMode.<Tensor, Tensor>oneSided(gradient, x, direction)
                        .tangent());
    }

    private static <P> P columns(Tensor value, Tree.Flat<P> input, Function<P, Tensor> column) {
        requireRoom(input, requireTensor(value).shape());
        List<Tensor> leaves = new ArrayList<>();
        for (int leaf = 0; leaf < input.leaves().size(); leaf++) {
            TensorType type = input.leaves().get(leaf).type();
            List<Tensor> columns = new ArrayList<>();
            for (int i = 0; i < type.size(); i++) {
                columns.add(column.apply(direction(input, leaf, unit(type, i))));
            }
            leaves.add(side(value.rank(), columns, value).reshape(joined(value.shape(), type.shape())));
        }
        return input.structure().unflatten(leaves);
    }

    private static Tensor requireTensor(Tensor value) {
        if (value == null) {
            throw new IllegalArgumentException("a Jacobian needs a function that returns a tensor, got null");
        }
        return value;
    }

    /** Refuses trees whose records do not take leaves of the shapes of a Jacobian, and leaves that no memory holds. */
    private static <P> void requireRoom(Tree.Flat<P> x, Shape value) {
        for (Tensor leaf : x.leaves()) {
            Buffer.requireRoom(leaf.type().with(joined(value, leaf.shape())));
        }
        try {
            x.structure()
                    .unflatten(x.leaves().stream()
                            .map(leaf -> Tensor.full(leaf.type().with(joined(value, leaf.shape())), 0))
                            .toList());
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "a Jacobian has leaves of shape [value's axes, leaf's axes], which this tree does not take: "
                            + refused.getMessage()
                            + "; differentiate by its tensors: var flat = Tree.flatten(x);"
                            + " jacobian((List<Tensor> leaves) -> function.apply(flat.structure().unflatten(leaves)), flat.leaves())",
                    refused);
        }
    }

    private static <P> P direction(Tree.Flat<P> input, int leaf, Tensor unit) {
        List<Tensor> zeros =
                new ArrayList<>(input.leaves().stream().map(Tensor::zerosLike).toList());
        zeros.set(leaf, unit);
        return input.structure().unflatten(zeros);
    }

    /** Parts side by side along a new axis; without any, an empty tensor like {@code model}. */
    private static Tensor side(int axis, List<Tensor> parts, Tensor model) {
        TensorType none = model.type().with(model.shape().insert(axis, 0));
        return parts.isEmpty() ? Tensor.full(none, 0) : Tensor.stack(axis, parts);
    }

    private static Tensor unit(TensorType type, int index) {
        double[] values = new double[type.size()];
        values[index] = 1;
        return Tensor.of(type, values);
    }

    private static Shape joined(Shape first, Shape second) {
        int[] dims = new int[first.rank() + second.rank()];
        System.arraycopy(first.dims(), 0, dims, 0, first.rank());
        System.arraycopy(second.dims(), 0, dims, first.rank(), second.rank());
        return Shape.of(dims);
    }
}
