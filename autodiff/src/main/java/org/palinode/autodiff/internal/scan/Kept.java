package org.palinode.autodiff.internal.scan;

import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Primitive;

/** Choice of what a loop leaves for its pull-back. */
public interface Kept {
    /** The loop with further outputs, which its pull-back reads. */
    Primitive recorded(Scan loop, Moving moving);

    /** The choice for loops of tangents, whose carry is another. */
    default Kept ofDerivative() {
        return this;
    }

    /** True if every carry is batched where one of the loop's inputs is. */
    default boolean batchesTheCarry() {
        return false;
    }

    /** The choice for a batch of loops; {@code batched} makes a program of the body's inputs for the carry one for all members. */
    default Kept batched(UnaryOperator<Program> batched, int size) {
        return this;
    }
}
