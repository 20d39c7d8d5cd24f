package org.palinode.autodiff.tape;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Trace;
import org.palinode.autodiff.tensor.TraceLevel;
import org.palinode.autodiff.tensor.TracedTensor;

/** Watches operations on its variables, and stops at the first that makes a value which is not finite out of finite ones. */
public final class FiniteCheck implements Trace {
    private final long level = TraceLevel.next();

    /** An operation made a value that is not finite out of finite ones. */
    public static final class NotFiniteException extends ArithmeticException {
        private static final long serialVersionUID = 1;

        private final String operation;

        NotFiniteException(Primitive primitive, List<Tensor> in, Tensor out) {
            super(primitive.name() + " of " + in + " is " + out);
            operation = primitive.name();
        }

        /** The name of the operation. */
        public String operation() {
            return operation;
        }
    }

    private final class Watched extends TracedTensor {
        private final Tensor value;

        Watched(Tensor value) {
            super(value.type());
            this.value = value;
        }

        FiniteCheck check() {
            return FiniteCheck.this;
        }

        @Override
        public Trace trace() {
            return FiniteCheck.this;
        }

        @Override
        public boolean isSymbolic() {
            return value.isSymbolic();
        }

        @Override
        public Tensor concrete() {
            return value.concrete();
        }

        @Override
        public Buffer buffer() {
            return value.buffer();
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** A concrete tensor whose operations are watched. */
    public Tensor variable(Tensor value) {
        return new Watched(value.concrete());
    }

    @Override
    public long level() {
        return level;
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> inputs) {
        List<Tensor> in = new ArrayList<>();
        for (Tensor input : inputs) {
            boolean ours = input instanceof Watched watched && watched.check() == this;
            in.add(ours ? ((Watched) input).value : input);
        }
        List<Tensor> results = new ArrayList<>();
        for (Tensor out : Tensor.apply(primitive, in)) {
            if (!isFinite(out) && in.stream().allMatch(FiniteCheck::isFinite)) {
                throw new NotFiniteException(primitive, in, out);
            }
            results.add(new Watched(out));
        }
        return results;
    }

    private static boolean isFinite(Tensor tensor) {
        Buffer buffer = tensor.buffer();
        for (int i = 0; i < buffer.size(); i++) {
            if (!Double.isFinite(buffer.get(i))) {
                return false;
            }
        }
        return true;
    }
}
