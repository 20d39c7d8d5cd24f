package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** A rule on the tensors of trees: it takes tangents of an argument to those of its result, or cotangents the other way. */
@FunctionalInterface
interface DirectionRule {
    /** Refuses tangents. */
    DirectionRule NO_TANGENTS = new NoTangents();

    /** The directions at the other side, of its types. */
    List<Tensor> apply(List<Tensor> in, List<Tensor> out, List<Tensor> directions);

    static <P, R> DirectionRule of(
            String name, VjpRule<P, R> rule, Tree.Structure<P> argument, Tree.Structure<R> result) {
        return new PullBack<>(name, rule, argument, result);
    }

    static <P, R> DirectionRule of(
            String name, JvpRule<P, R> rule, Tree.Structure<P> argument, Tree.Structure<R> result) {
        return new PushForward<>(name, rule, argument, result);
    }

    /** The pull-back of a push-forward. */
    default DirectionRule transposed() {
        return new Transposed(this);
    }

    /** The rule for {@code size} members at once: each tensor has a further leading axis. */
    default DirectionRule batched(int size) {
        return new Batched(this, size);
    }

    /** Rule of the user for reverse mode. */
    record PullBack<P, R>(String name, VjpRule<P, R> rule, Tree.Structure<P> argument, Tree.Structure<R> result)
            implements DirectionRule {
        @Override
        public List<Tensor> apply(List<Tensor> in, List<Tensor> out, List<Tensor> bars) {
            P bar = rule.pullBack(argument.unflatten(in), result.unflatten(out), result.unflatten(bars));
            return Leaves.like(new Tree.Flat<>(in, argument), bar, "the cotangent that the rule of " + name + " gave");
        }
    }

    /** Rule of the user for forward mode. */
    record PushForward<P, R>(String name, JvpRule<P, R> rule, Tree.Structure<P> argument, Tree.Structure<R> result)
            implements DirectionRule {
        @Override
        public List<Tensor> apply(List<Tensor> in, List<Tensor> out, List<Tensor> dots) {
            R dot = rule.pushForward(argument.unflatten(in), result.unflatten(out), argument.unflatten(dots));
            return Leaves.like(new Tree.Flat<>(out, result), dot, "the tangent that the rule of " + name + " gave");
        }
    }

    /** Pull-back of a rule that is linear in its directions: its derivative by them is the same at all, so also at 0. */
    record Transposed(DirectionRule forward) implements DirectionRule {
        @Override
        public List<Tensor> apply(List<Tensor> in, List<Tensor> out, List<Tensor> bars) {
            Tape tape = new Tape();
            List<Tensor> dots =
                    tape.variables(in.stream().map(Tensor::zerosLike).toList());
            return tape.pullBack(forward.apply(in, out, dots), bars, dots);
        }
    }

    /** Rule for all members of a batch. */
    record Batched(DirectionRule one, int size) implements DirectionRule {
        @Override
        public List<Tensor> apply(List<Tensor> in, List<Tensor> out, List<Tensor> directions) {
            BatchTrace batch = new BatchTrace(size);
            return one.apply(members(batch, in), members(batch, out), members(batch, directions)).stream()
                    .map(batch::values)
                    .toList();
        }

        private static List<Tensor> members(BatchTrace batch, List<Tensor> all) {
            return new ArrayList<>(all.stream().map(batch::variable).toList());
        }
    }

    /** Rule in the place of one that there is not. */
    record NoTangents() implements DirectionRule {
        @Override
        public List<Tensor> apply(List<Tensor> in, List<Tensor> out, List<Tensor> dots) {
            throw new UnsupportedOperationException(
                    "forward mode (jvp, hvp, hessian, jacobianForward, and the Jacobians of root finders and implicit solvers) cannot pass through"
                            + " customVjp, which has a rule for reverse mode only;"
                            + " use grad, vjp or jacobianReverse, and jacobianReverse(grad(loss), x) for a Hessian,"
                            + " or give it a rule for tangents by customRules or customJvp");
        }

        @Override
        public DirectionRule batched(int size) {
            return this;
        }
    }
}
