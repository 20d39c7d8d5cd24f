package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.plan.PlannedProgram;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** A function whose pull-back is the user's. */
record CustomVjp<P, R>(TraceCache<P, R> traces, VjpRule<P, R> rule) implements Function<P, R> {
    @Override
    public R apply(P x) {
        Tree.Flat<P> input = Leaves.differentiable(x);
        TracedFunction<R> traced = traces.get(input);
        if (traced.follower() != null) {
            throw new IllegalArgumentException(
                    "the function of customVjp closes over a tensor "
                            + traced.follower().type()
                            + " that is being differentiated or traced, and its rule has no cotangent for it; pass it in the argument");
        }
        Primitive primitive = new Ruled<>(traced.program(), rule, input.structure(), traced.result());
        return traced.result().unflatten(Tensor.apply(primitive, traced.inputs(input.leaves())));
    }

    /** The traced function as a primitive. Inputs after those of the argument are constants. */
    private record Ruled<P, R>(
            Program program, VjpRule<P, R> rule, Tree.Structure<P> argument, Tree.Structure<R> result)
            implements PlannedProgram {
        @Override
        public String name() {
            return "custom_vjp";
        }

        @Override
        public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
            List<Tensor> bars = new ArrayList<>();
            for (int i = 0; i < out.size(); i++) {
                bars.add(outBar.get(i) == null ? out.get(i).zerosLike() : outBar.get(i));
            }
            Tree.Flat<P> x = new Tree.Flat<>(in.subList(0, argument.size()), argument);
            P bar = rule.pullBack(argument.unflatten(x.leaves()), result.unflatten(out), result.unflatten(bars));
            List<Tensor> inBar = new ArrayList<>(Leaves.like(x, bar, "the cotangent that the rule of customVjp gave"));
            inBar.addAll(Collections.nCopies(in.size() - argument.size(), null));
            return inBar;
        }

        @Override
        public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
            throw new UnsupportedOperationException(
                    "forward mode (jvp, hvp, hessian, jacobianForward, and the Jacobians of root finders and implicit solvers) cannot pass through"
                            + " customVjp, which has a rule for reverse mode only;"
                            + " use grad, vjp or jacobianReverse, and jacobianReverse(grad(loss), x) for a Hessian");
        }

        @Override
        public String toString() {
            return "custom_vjp[" + program.equations().size() + " equations]";
        }
    }
}
