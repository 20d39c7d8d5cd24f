package org.palinode.autodiff.internal.plan.loop;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import org.palinode.autodiff.memory.DType;

/** Vectors of the length that the machine prefers. Only loaded where the module {@code jdk.incubator.vector} is there. */
final class VectorLanes {
    private VectorLanes() {}

    static int count(DType dtype) {
        return VectorShape.preferredShape().vectorBitSize() / (8 * dtype.bytes());
    }

    static DoubleVector splat(double value) {
        return DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, value);
    }

    static FloatVector splat(float value) {
        return FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, value);
    }
}
