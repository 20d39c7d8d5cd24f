package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.TensorType;

/**
 * Operand of an equation: the value of a variable, or a literal. Here and in other records that are compiled with, {@code equals} and
 * {@code hashCode} are written out: those of a record are put together by the JVM when they are first used, which takes milliseconds each
 * (docs/design/performance-design.md).
 */
public sealed interface Atom {
    TensorType type();

    /** The type of each. */
    static List<TensorType> types(List<? extends Atom> atoms) {
        List<TensorType> types = new ArrayList<>(atoms.size());
        for (Atom atom : atoms) {
            types.add(atom.type());
        }
        return types;
    }

    /** A value that is given or computed once; {@code id} counts from 0 in the order of definition. */
    record Variable(int id, TensorType type) implements Atom {
        /** Ids differ within a program, so they are all that a hash table needs. */
        @Override
        public int hashCode() {
            return id;
        }

        /** a, b, ..., z, a1, b1, ... */
        public String name() {
            return (char) ('a' + id % 26) + (id < 26 ? "" : Integer.toString(id / 26));
        }

        @Override
        public String toString() {
            return name();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Variable that && id == that.id && type.equals(that.type);
        }
    }

    /** The same number everywhere. */
    record Literal(double value, TensorType type) implements Atom {
        @Override
        public String toString() {
            return type.shape().rank() == 0
                    ? Double.toString(value)
                    : value + type.shape().toString();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Literal that && Double.compare(value, that.value) == 0 && type.equals(that.type);
        }

        @Override
        public int hashCode() {
            return 31 * Double.hashCode(value) + type.hashCode();
        }
    }
}
