package org.palinode.examples.compare;

import java.util.Locale;
import org.palinode.autodiff.memory.DType;

/** Types of number as the command line names them. */
public enum NumberType {
    FLOAT64(DType.FLOAT64),
    FLOAT32(DType.FLOAT32);

    private final DType dtype;

    NumberType(DType dtype) {
        this.dtype = dtype;
    }

    public DType dtype() {
        return dtype;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
