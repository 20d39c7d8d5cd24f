package org.palinode.autodiff.internal.kernel.function;

/** Bytecode that applies a function to vectors in local variables and leaves the result on the stack. */
@FunctionalInterface
public interface LaneCode {
    void write(LaneWriter v, int... operands);

    /** A method of the vector class, of one vector or of two. */
    static LaneCode method(String name) {
        return (v, operands) -> v.call(name, operands);
    }

    /** 1 in the lanes in which {@code comparison}, as {@code VectorOperators} names it, holds between two vectors; else 0. */
    static LaneCode comparison(String comparison) {
        return (v, operands) -> {
            v.constant(0);
            v.constant(1);
            v.blendWherePair(operands[0], comparison, operands[1]);
        };
    }
}
