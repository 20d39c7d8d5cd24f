package org.palinode.autodiff.internal.kernel.function;

import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Mask;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Value;

/** A function of one number with a formula on vectors. */
public interface VectorFormula extends NumberFunction {
    Value formula(VectorFormulas v, Value x);

    /** The lanes for which the formula does not hold, because x or its value is out of the ordinary; null if it always does. */
    default Mask outside(VectorFormulas v, Value x) {
        return null;
    }
}
