package org.palinode.train;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.Optimiser.Updated;
import org.palinode.train.optimiser.OptimiserState;

/** A step of the optimiser against the gradient by the parameters; the state is that after the batch, unless the step is skipped. */
record StatefulRule<P, S, B>(Stateful.Loss<? super P, S, ? super B> loss, Optimiser optimiser)
        implements TrainingRule<Stateful<P, S>, B> {
    /** Loss and next state, and the gradient by the parameters. */
    private record Slope<P, S>(Stateful.Value<S> value, P gradient) {}

    @Override
    public OptimiserState<Stateful<P, S>> init(Stateful<P, S> initial) {
        return beside(optimiser.init(initial.parameters()), initial.state());
    }

    @Override
    public BiFunction<Stateful<P, S>, B, Found<Stateful<P, S>>> gradient(boolean compiled) {
        BiFunction<Stateful<P, S>, B, Slope<P, S>> gradient = OnBatch.ready(this::slope, compiled);
        return (model, batch) -> {
            Slope<P, S> found = gradient.apply(model, batch);
            return new Found<>(found.value().loss(), memory -> step(model, found, memory));
        };
    }

    private Slope<P, S> slope(Stateful<P, S> model, B batch) {
        Recording<P, Stateful.Value<S>> run = Autodiff.vjp((P p) -> value(p, model.state(), batch), model.parameters());
        Stateful.Value<S> value = run.value();
        S zeros = Tree.map(Tensor::zerosLike, value.state());
        return new Slope<>(value, run.pullBack(new Stateful.Value<>(value.loss().onesLike(), zeros)));
    }

    private Stateful.Value<S> value(P parameters, S state, B batch) {
        Stateful.Value<S> value = loss.apply(parameters, state, batch);
        if (value.loss().rank() != 0) {
            throw new IllegalArgumentException("a gradient needs a loss of one number, got "
                    + value.loss().type() + "; end it with sum() or mean()");
        }
        requireLike(state, value.state());
        return new Stateful.Value<>(value.loss(), Autodiff.stopGradient(value.state()));
    }

    private void requireLike(S before, S after) {
        Tree.Flat<S> old = Tree.flatten(before), next = Tree.flatten(after);
        old.structure().requireSame(next.structure(), "the state after a batch");
        if (!Tensor.types(old.leaves()).equals(Tensor.types(next.leaves()))) {
            throw new IllegalArgumentException(
                    "the state after a batch is " + Tensor.types(next.leaves()) + " where the one before is "
                            + Tensor.types(old.leaves()) + "; return one of the same shapes and types");
        }
    }

    private Updated<Stateful<P, S>> step(
            Stateful<P, S> model, Slope<P, S> found, OptimiserState<Stateful<P, S>> memory) {
        OptimiserState<P> before = ofParameters(memory);
        Updated<P> moved = optimiser.step(found.gradient(), before, model.parameters());
        boolean skipped = OnBatch.isSkipped(optimiser, before, moved.state());
        S state = skipped ? model.state() : found.value().state();
        return new Updated<>(new Stateful<>(moved.parameters(), state), beside(moved.state(), state));
    }

    private static <P, S> OptimiserState<P> ofParameters(OptimiserState<Stateful<P, S>> memory) {
        Map<String, P> trees = new TreeMap<>();
        memory.memory().forEach((name, tree) -> trees.put(name, tree.parameters()));
        return new OptimiserState<>(memory.numbers(), trees);
    }

    private static <P, S> OptimiserState<Stateful<P, S>> beside(OptimiserState<P> memory, S state) {
        Map<String, Stateful<P, S>> trees = new TreeMap<>();
        memory.memory().forEach((name, tree) -> trees.put(name, new Stateful<>(tree, state)));
        return new OptimiserState<>(memory.numbers(), trees);
    }

    @Override
    public BiFunction<? super Stateful<P, S>, ? super B, Tensor> validation() {
        throw new IllegalArgumentException("a loss that moves a state on is one for training; give the loss in use too,"
                + " by validating(heldBack, loss)");
    }
}
