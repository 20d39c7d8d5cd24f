package org.palinode.autodiff.internal.deferred;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The pull-back of a function: (inputs, cotangents of the given outputs, link) → cotangents of the wanted inputs.
 *
 * @param inputs their number
 */
record PullBack(DeferredFunction function, int inputs, BitSet wanted, BitSet given) implements DeferredFunction {
    @Override
    public String name() {
        return function.name() + "_vjp";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> in) {
        return wanted.stream().mapToObj(in::get).toList();
    }

    @Override
    public List<Tensor> apply(List<Tensor> in) {
        return pulledBack(new TapedRun(function, in.subList(0, inputs), wanted), in);
    }

    private List<Tensor> pulledBack(TapedRun run, List<Tensor> in) {
        return run.pullBack(wanted, given, in.subList(inputs, link()));
    }

    private int link() {
        return inputs + given.cardinality();
    }

    @Override
    public InPlan within(List<Buffer> buffers) {
        SharedRun shared = SharedRun.join(function, buffers.get(link()), wanted);
        return shared == null ? this::apply : new Sharing(shared);
    }

    /** The pull-back of a run in the same plan. */
    private final class Sharing implements InPlan {
        private final SharedRun shared;

        Sharing(SharedRun shared) {
            this.shared = shared;
        }

        @Override
        public List<Tensor> apply(List<Tensor> in) {
            TapedRun run = taken(in);
            return run == null ? PullBack.this.apply(in) : pulledBack(run, in);
        }

        @Override
        public void skip(List<Tensor> in) {
            taken(in);
        }

        private TapedRun taken(List<Tensor> in) {
            return shared.take(in.get(link()).buffer().get(0));
        }
    }

    @Override
    public DeferredFunction batched(IntPredicate isBatched, int size) {
        return new PullBack(
                function.batched(input -> isBatched.test(input) || needsBatch(input), size), inputs, wanted, given);
    }

    /** A cotangent differs from member to member even if its input does not. */
    @Override
    public boolean needsBatch(int input) {
        return input < inputs ? wanted.get(input) || function.needsBatch(input) : input < link();
    }

    @Override
    public boolean moves(int input) {
        return input < inputs ? function.moves(input) : input < link();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PullBack that
                && inputs == that.inputs
                && wanted.equals(that.wanted)
                && given.equals(that.given)
                && function.equals(that.function);
    }

    @Override
    public int hashCode() {
        return Objects.hash(function, wanted, given);
    }
}
