package org.palinode.train.optimiser;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Steps of optimisers on trees. The leaves go through one compiled function for all optimisers: an optimiser is a static part of its
 * argument, so that equal optimisers share plans.
 */
final class Stepping {
    private record Request(Optimiser optimiser, Leaves leaves) {}

    private record Result(List<Tensor> parameters, Map<String, Tensor> numbers, Map<String, List<Tensor>> memory) {}

    private static final Function<Request, Result> COMPILED = Autodiff.compile(Stepping::advance);

    private Stepping() {}

    static <P> OptimiserState<P> init(Optimiser optimiser, P parameters) {
        Tree.Flat<P> flat = Tree.flatten(parameters);
        if (flat.leaves().isEmpty()) {
            throw new IllegalArgumentException("parameters without tensors: an optimiser has nothing to move in "
                    + flat.structure() + "; parameters are a tensor, or a record, list or map with tensors in it");
        }
        flat.structure().requireNoIndices("parameters of an optimiser");
        Leaves leaves = new Leaves(flat.structure().paths(), List.of(), flat.leaves(), Map.of(), Map.of());
        Leaves started = optimiser.start(leaves);
        if (!started.numbers().containsKey(Leaves.STEPS)) {
            throw new IllegalArgumentException(
                    optimiser + " does not count its steps, which schedules and refusals need; begin"
                            + " with leaves.counting(Leaves.STEPS), and replace the count by steps() + 1");
        }
        return state(flat.structure(), started.numbers(), started.memory());
    }

    static <P> Optimiser.Updated<P> step(Optimiser optimiser, P gradient, OptimiserState<P> state, P parameters) {
        Tree.Flat<P> flat = Tree.flatten(parameters);
        List<Tensor> slope = like(flat, gradient, "the gradient");
        Map<String, List<Tensor>> memory = new TreeMap<>();
        new TreeMap<>(state.memory())
                .forEach((name, part) -> memory.put(name, like(flat, part, "'" + name + "' of the state")));
        Leaves leaves =
                new Leaves(flat.structure().paths(), slope, flat.leaves(), new TreeMap<>(state.numbers()), memory);
        Result result = COMPILED.apply(new Request(optimiser, leaves));
        return new Optimiser.Updated<>(
                flat.structure().unflatten(result.parameters()),
                state(flat.structure(), result.numbers(), result.memory()));
    }

    private static Result advance(Request request) {
        Optimiser optimiser = request.optimiser();
        Leaves before = request.leaves();
        Leaves after = optimiser.skipsNotFinite()
                ? Skipping.advance(optimiser, before)
                : optimiser.advance(RequireFinite.of(before));
        requireSame(before, after);
        return new Result(after.parameters(), after.numbers(), after.memory());
    }

    private static <P> OptimiserState<P> state(
            Tree.Structure<P> structure, Map<String, Tensor> numbers, Map<String, List<Tensor>> memory) {
        Map<String, P> trees = new TreeMap<>();
        memory.forEach((name, part) -> trees.put(name, structure.unflatten(part)));
        return new OptimiserState<>(numbers, trees);
    }

    /** The leaves of a tree like the parameters; refuses another. */
    private static <P> List<Tensor> like(Tree.Flat<P> parameters, P tree, String what) {
        Tree.Flat<P> flat = parameters.structure().flatten(tree);
        parameters.structure().requireSame(flat.structure(), what);
        for (int i = 0; i < flat.leaves().size(); i++) {
            TensorType type = flat.leaves().get(i).type();
            TensorType expected = parameters.leaves().get(i).type();
            if (!type.equals(expected)) {
                throw new IllegalArgumentException(what + " is " + type + " at "
                        + flat.structure().paths().get(i) + ", where the parameters are " + expected);
            }
        }
        return flat.leaves();
    }

    private static void requireSame(Leaves before, Leaves after) {
        List<TensorType> types = Tensor.types(after.parameters());
        if (!types.equals(Tensor.types(before.parameters()))) {
            throw new IllegalArgumentException("an optimiser must keep the types of parameters "
                    + Tensor.types(before.parameters()) + ", and returned " + types);
        }
    }
}
