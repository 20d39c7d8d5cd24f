package org.palinode.autodiff;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Recorded run of a function, with everything that is needed to pull cotangents back through it, any number of times. Made by
 * {@link Autodiff#vjp}. Memory: every intermediate tensor of the run, as long as this object lives.
 */
public final class Recording<P, R> {
    private final Tape tape;
    private final Tree.Structure<P> inputs;
    private final List<Tensor> variables;
    private final List<Tensor> outputs;
    private final Tree.Flat<R> value;

    private Recording(
            Tape tape, Tree.Structure<P> inputs, List<Tensor> variables, List<Tensor> outputs, Tree.Flat<R> value) {
        this.tape = tape;
        this.inputs = inputs;
        this.variables = variables;
        this.outputs = outputs;
        this.value = value;
    }

    static <P, R> Recording<P, R> of(Function<? super P, ? extends R> function, P x) {
        Tree.Flat<P> input = Leaves.differentiable(x);
        Tape tape = new Tape();
        List<Tensor> variables = tape.variables(input.leaves());
        R result = function.apply(input.structure().unflatten(variables));
        Tree.Flat<R> output = Tree.flatten(result);
        Leaves.requireFollowed(output.leaves(), tape::follows, tape.numbersWereRead());
        Tree.Flat<R> value = new Tree.Flat<>(tape.primals(output.leaves()), output.structure());
        return new Recording<>(tape, input.structure(), variables, output.leaves(), value);
    }

    /** True if the function read numbers from tensors that depend on its argument. */
    boolean numbersWereRead() {
        return tape.numbersWereRead();
    }

    /** The value that the function returned. */
    public R value() {
        return value.structure().unflatten(value.leaves());
    }

    /**
     * The cotangent of the argument: Σ cotangent · ∂value/∂argument, zeros where there is no influence.
     *
     * @param cotangent of the value, of its structure and types
     * @throws IllegalArgumentException if the cotangent does not fit the value
     */
    public P pullBack(R cotangent) {
        return pullBack(cotangent, UnaryOperator.identity());
    }

    /**
     * Pulls back as {@link #pullBack(Object)}, with other primitives in place of the recorded ones. For a recorded primitive
     * {@code instead} may give another one that computes the same outputs from the same inputs and pulls back in another way. The recording
     * itself does not change.
     */
    public P pullBack(R cotangent, UnaryOperator<Primitive> instead) {
        List<Tensor> bars = Leaves.like(value, cotangent, "the cotangent");
        return inputs.unflatten(tape.pullBack(outputs, bars, variables, instead));
    }
}
