package org.palinode.autodiff.internal.kernel.operation;

import java.util.List;
import org.palinode.autodiff.memory.Shape;

/** Gives the numbers of its inputs other places, and changes none but by rounding to another type. */
public interface Movement {
    /** For each number of the output, which of the inputs' numbers it is, counted through all inputs one after another; −1 for a 0. */
    int[] sources(List<Shape> in, Shape out);

    /** The places of the numbers of the output, if those of the only input lie there, so that none has to be moved; null if one has. */
    default Strides view(Strides in, Shape out) {
        return null;
    }
}
