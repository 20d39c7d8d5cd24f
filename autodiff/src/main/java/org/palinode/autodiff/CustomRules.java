package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.plan.PlannedProgram;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * A function whose derivatives are the user's.
 *
 * @param name the method that made it, as messages call it
 * @param vjp null for the transpose of {@code jvp}
 * @param jvp null for none
 */
record CustomRules<P, R>(String name, TraceCache<P, R> traces, VjpRule<P, R> vjp, JvpRule<P, R> jvp)
        implements Function<P, R> {
    static <P, R> CustomRules<P, R> reverse(Function<P, R> function, VjpRule<P, R> rule) {
        return new CustomRules<>("customVjp", new TraceCache<>(function), rule, null);
    }

    static <P, R> CustomRules<P, R> forward(Function<P, R> function, JvpRule<P, R> rule) {
        return withTangents("customJvp", function, null, rule);
    }

    static <P, R> CustomRules<P, R> both(Function<P, R> function, VjpRule<P, R> vjp, JvpRule<P, R> jvp) {
        return withTangents("customRules", function, vjp, jvp);
    }

    private static <P, R> CustomRules<P, R> withTangents(
            String name, Function<P, R> function, VjpRule<P, R> vjp, JvpRule<P, R> jvp) {
        LinearityCheck<P, R> check = new LinearityCheck<>(name, jvp);
        return new CustomRules<>(name, new TraceCache<>(function, check::run), vjp, jvp);
    }

    @Override
    public R apply(P x) {
        Tree.Flat<P> input = Leaves.differentiable(x);
        TracedFunction<R> traced = traces.get(input);
        if (traced.follower() != null) {
            throw new IllegalArgumentException(
                    "the function of " + name + " closes over a tensor "
                            + traced.follower().type()
                            + " that is being differentiated or traced, and its rule has no derivative for it; pass it in the argument");
        }
        DirectionRule forward = jvp == null
                ? DirectionRule.NO_TANGENTS
                : DirectionRule.of(name, jvp, input.structure(), traced.result());
        DirectionRule back =
                vjp == null ? forward.transposed() : DirectionRule.of(name, vjp, input.structure(), traced.result());
        Primitive primitive = new Ruled(name, traced.program(), input.leaves().size(), back, forward);
        return traced.result().unflatten(Tensor.apply(primitive, traced.inputs(input.leaves())));
    }

    @Override
    public String toString() {
        return name + "(function), " + traces;
    }

    /** The traced function as a primitive. Inputs after those of the argument are constants. */
    private record Ruled(String name, Program program, int arguments, DirectionRule pullBack, DirectionRule pushForward)
            implements PlannedProgram {
        @Override
        public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
            List<Tensor> inBar = new ArrayList<>(
                    pullBack.apply(in.subList(0, arguments), out, withoutGaps(outBar, Tensor.types(out))));
            inBar.addAll(Collections.nCopies(in.size() - arguments, null));
            return inBar;
        }

        @Override
        public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
            List<Tensor> argument = in.subList(0, arguments);
            return pushForward.apply(argument, out, withoutGaps(inDot.subList(0, arguments), Tensor.types(argument)));
        }

        private static List<Tensor> withoutGaps(List<Tensor> directions, List<TensorType> types) {
            List<Tensor> all = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                all.add(directions.get(i) == null ? Tensor.full(types.get(i), 0) : directions.get(i));
            }
            return all;
        }

        /** All of the argument becomes a batch, so that each member has its cotangent. */
        @Override
        public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
            List<Tensor> all = new ArrayList<>(in);
            for (int i = 0; i < arguments; i++) {
                if (!isBatched.test(i)) {
                    all.set(i, in.get(i).broadcastTo(in.get(i).shape().insert(0, size)));
                }
            }
            Program batched = program.batched(i -> i < arguments || isBatched.test(i), size);
            return Tensor.apply(
                    new Ruled(name, batched, arguments, pullBack.batched(size), pushForward.batched(size)), all);
        }

        @Override
        public Primitive withoutEffects() {
            return new Ruled(name, program.withoutEffects(), arguments, pullBack, pushForward);
        }

        @Override
        public String toString() {
            return name + "[" + program.equations().size() + " equations]";
        }
    }
}
