package org.palinode.autodiff.internal.tape;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Trace;
import org.palinode.autodiff.tensor.TracedTensor;

/**
 * Runs a function on many inputs at once: each tensor of the batch looks like one member, while every operation on it is done for all
 * of them along a new leading axis. As tangents or cotangents they make a whole Jacobian in one pass, in which what does not depend on the
 * member is computed once.
 */
public final class BatchTrace extends Trace {
    private final int size;

    /** @param size the number of members, at least 1 */
    public BatchTrace(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a batch needs at least one member, got " + size);
        }
        this.size = size;
    }

    /** A tensor that is another one for each member. */
    private final class Member extends TracedTensor {
        private final Tensor all;

        Member(Tensor all) {
            super(BatchTrace.this, all.type().with(all.shape().without(0)));
            this.all = all;
        }

        @Override
        public boolean isInProgram() {
            return all.isInProgram();
        }

        @Override
        public Tensor concrete() {
            throw new IllegalStateException(
                    "this tensor stands for " + size + " members of a batch and has no single value;"
                            + " use Tensor.where(condition, a, b) for a choice that depends on it");
        }

        @Override
        public String toString() {
            return "one of " + size + ": " + type();
        }
    }

    /** A member of {@code all} [size, ...]. */
    public Tensor variable(Tensor all) {
        Objects.requireNonNull(all, "a batch needs the values of its members, got null");
        if (all.rank() == 0 || all.shape().dim(0) != size) {
            throw new IllegalArgumentException(
                    "a batch of " + size + " needs tensors with a leading axis of that length, got " + all.type());
        }
        return new Member(all);
    }

    /** The values of all members [size, ...]; copies where the tensor is the same for each. */
    public Tensor values(Tensor tensor) {
        Objects.requireNonNull(tensor, "a batch has values of a tensor, got null");
        return isOurs(tensor)
                ? ((Member) tensor).all
                : tensor.broadcastTo(tensor.shape().insert(0, size));
    }

    private boolean isOurs(Tensor tensor) {
        return tensor instanceof Member member && member.follower() == this;
    }

    private Tensor all(Tensor tensor) {
        return isOurs(tensor) ? ((Member) tensor).all : tensor;
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> inputs) {
        List<Tensor> in = inputs.stream().map(this::all).toList();
        List<Tensor> out = primitive.batch(in, i -> isOurs(inputs.get(i)), size);
        return out.stream().<Tensor>map(Member::new).toList();
    }
}
