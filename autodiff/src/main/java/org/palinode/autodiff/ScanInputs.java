package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** The first carry of a scan, and the arrays of which each of its steps takes a slice. */
record ScanInputs<C, X>(Tree.Flat<C> carry, Tree.Flat<X> xs, int steps) {
    static <C, X> ScanInputs<C, X> of(C carry, X xs, int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("a scan needs a number of steps that is not negative, got " + steps);
        }
        ScanInputs<C, X> inputs = new ScanInputs<>(Tree.flatten(carry), Tree.flatten(xs), steps);
        if (inputs.carry.leaves().isEmpty() && inputs.xs.leaves().isEmpty()) {
            throw new IllegalArgumentException("a scan has nothing to compute with: neither the carry "
                    + inputs.carry.structure() + " nor xs " + inputs.xs.structure() + " has tensors");
        }
        return inputs;
    }

    /** The inputs, one step for each slice along the leading axis of {@code xs}. */
    static <C, X> ScanInputs<C, X> of(C carry, X xs) {
        Tree.Flat<X> flat = Tree.flatten(xs);
        List<Tensor> leaves = flat.leaves();
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("a scan takes its number of steps from the leading axis of xs, but "
                    + flat.structure() + " has no tensors; give the number of steps in place of xs");
        }
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).rank() == 0) {
                throw new IllegalArgumentException(
                        "a scan takes slices along the leading axis of xs, which the scalar at "
                                + flat.structure().paths().get(i)
                                + " has not; close over what is the same in each step");
            }
            if (length(leaves.get(i)) != length(leaves.get(0))) {
                throw new IllegalArgumentException("a scan needs xs whose leading axes have one length, got "
                        + length(leaves.get(0)) + " at "
                        + flat.structure().paths().get(0) + " and "
                        + length(leaves.get(i)) + " at "
                        + flat.structure().paths().get(i));
            }
        }
        return of(carry, xs, length(leaves.get(0)));
    }

    private static int length(Tensor array) {
        return array.shape().dim(0);
    }

    private List<TensorType> types() {
        List<TensorType> types = new ArrayList<>(Tensor.types(carry.leaves()));
        for (Tensor array : xs.leaves()) {
            types.add(array.type().with(array.shape().without(0)));
        }
        return types;
    }

    private C carry(List<Tensor> leaves) {
        return carry.structure().unflatten(leaves.subList(0, carry.structure().size()));
    }

    private X slice(List<Tensor> leaves) {
        return xs.structure().unflatten(leaves.subList(carry.structure().size(), leaves.size()));
    }

    private <R> R call(BiFunction<? super C, ? super X, R> function, List<Tensor> leaves, String what) {
        return Objects.requireNonNull(function.apply(carry(leaves), slice(leaves)), () -> what + " returned null");
    }

    /** A step as a program of carry, slices and tensors that it closes over; the structure of its output is added to {@code output}. */
    <Y> Program.Traced step(BiFunction<? super C, ? super X, Scanned<C, Y>> step, List<Tree.Structure<Y>> output) {
        return Program.trace(types(), leaves -> {
            Scanned<C, Y> next = call(step, leaves, "the step of a scan");
            List<Tensor> results =
                    new ArrayList<>(Leaves.like(carry, next.carry(), "the carry that the step of a scan returned"));
            Tree.Flat<Y> flat = Tree.flatten(next.output());
            output.add(flat.structure());
            results.addAll(flat.leaves());
            return results;
        });
    }

    /** The inverse of a step as a program of the carry after it, slices and tensors that it closes over. */
    Program.Traced inverse(BiFunction<? super C, ? super X, ? extends C> inverse) {
        return Program.trace(
                types(),
                leaves -> Leaves.like(
                        carry,
                        call(inverse, leaves, "the inverse of a scan"),
                        "the carry that the inverse of a scan returned"));
    }
}
