package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A program as one primitive. Runs as a {@link Plan}; its derivatives are calls of the program's derivatives, so those of any order
 * exist. Its inputs are all that a tape keeps of it: what the backward pass needs besides is computed again there.
 */
public record Call(Program program) implements PlannedProgram {
    @Override
    public String name() {
        return "call";
    }

    /** Applies the program to tensors of any kind. */
    public List<Tensor> apply(List<Tensor> inputs) {
        return Tensor.apply(this, inputs);
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        Program back = program.vjp(wanted, output -> outBar.get(output) != null);
        Iterator<Tensor> known = derivative(back, in, outBar).iterator();
        List<Tensor> inBar = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            inBar.add(wanted.test(i) ? known.next() : null);
        }
        return inBar;
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return derivative(program.tangents(input -> inDot.get(input) != null), in, inDot);
    }

    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return derivative(program.oneSided(input -> inDot.get(input) != null), in, inDot);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return new Call(program.batched(isBatched, size)).apply(in);
    }

    /** Applies a derivative of the program to the inputs and those cotangents or tangents that are not zero; null where the result is zero. */
    private static List<Tensor> derivative(Program derivative, List<Tensor> in, List<Tensor> directions) {
        List<Tensor> arguments = new ArrayList<>(in);
        for (Tensor direction : directions) {
            if (direction != null) {
                arguments.add(direction);
            }
        }
        List<Tensor> results = new ArrayList<>(new Call(derivative).apply(arguments));
        for (int i = 0; i < results.size(); i++) {
            if (derivative.outputs().get(i) instanceof Atom.Literal literal && literal.value() == 0) {
                results.set(i, null);
            }
        }
        return results;
    }

    @Override
    public Call withoutEffects() {
        Program silent = program.withoutEffects();
        return silent == program ? this : new Call(silent);
    }

    @Override
    public String toString() {
        return "call[" + program.equations().size() + " equations]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Call that && program.equals(that.program);
    }

    @Override
    public int hashCode() {
        return program.hashCode();
    }
}
