package org.palinode.autodiff.tree;

import java.lang.reflect.Array;

/** Arrays of numbers can change behind a structure's back, so structures keep copies. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** A copy of an array of primitive numbers; anything else as it is. */
    static Object copy(Object value) {
        if (value == null
                || !value.getClass().isArray()
                || !value.getClass().getComponentType().isPrimitive()) {
            return value;
        }
        int length = Array.getLength(value);
        Object copy = Array.newInstance(value.getClass().getComponentType(), length);
        System.arraycopy(value, 0, copy, 0, length);
        return copy;
    }
}
