package org.palinode.autodiff.internal.kernel.operation;

import org.palinode.autodiff.internal.kernel.function.NumberFunction;

/** Makes one number of those along an axis, which disappears. */
public interface Reduction {
    int axis();

    /** The function that combines two numbers; it has a {@link NumberFunction#start}. */
    NumberFunction function();
}
