package org.palinode.autodiff.internal.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Trace;
import org.palinode.autodiff.tensor.TracedTensor;

/** A trace that computes with the values of its tensors, their primals, and adds what it keeps of each. */
public abstract class PrimalTrace extends Trace {
    private boolean numbersRead;

    /** A tensor that this trace follows; its numbers are those of its primal. */
    class Followed extends TracedTensor {
        private final Tensor primal;

        Followed(Tensor primal) {
            super(PrimalTrace.this, primal.type());
            this.primal = primal;
        }

        @Override
        protected final void noteRead() {
            numbersRead = true;
        }

        @Override
        public final boolean isSymbolic() {
            return primal.isSymbolic();
        }

        @Override
        public final boolean isInProgram() {
            return primal.isInProgram();
        }

        @Override
        public final Tensor concrete() {
            return primal.concrete();
        }

        @Override
        public final String toString() {
            return primal.toString();
        }
    }

    PrimalTrace() {}

    /** True if a tensor belongs to this trace: it was computed from the variables in a way that derivatives can go. */
    public final boolean follows(Tensor tensor) {
        return tensor instanceof Followed followed && followed.follower() == this;
    }

    /** The tensor without this trace. */
    public final Tensor primal(Tensor tensor) {
        return follows(tensor) ? ((Followed) tensor).primal : tensor;
    }

    public final List<Tensor> primals(List<Tensor> tensors) {
        Objects.requireNonNull(tensors, "tensors have primals, got null in place of a list of them");
        List<Tensor> primals = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) {
            primals.add(primal(tensor));
        }
        return primals;
    }

    /** True if numbers were read from tensors that this trace follows. */
    public final boolean numbersWereRead() {
        return numbersRead;
    }
}
