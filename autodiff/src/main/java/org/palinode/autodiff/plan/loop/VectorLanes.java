package org.palinode.autodiff.plan.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/**
 * What generated vector code finds at run time. Only loaded where the module {@code jdk.incubator.vector} is there. That module reads
 * memory outside the heap through {@code ByteBuffer} up to some version and through {@code MemorySegment} from then on.
 */
final class VectorLanes {
    static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    static final boolean SEGMENTS = Arrays.stream(DoubleVector.class.getMethods())
            .noneMatch(method -> method.getName().equals("fromByteBuffer"));
    static final String MEMORY = SEGMENTS ? "java/lang/foreign/MemorySegment" : "java/nio/ByteBuffer";
    static final String MEMORY_AND_ORDER = "L" + MEMORY + ";" + (SEGMENTS ? "J" : "I") + "Ljava/nio/ByteOrder;";

    private VectorLanes() {}

    static int count(DType dtype) {
        return dtype == DType.FLOAT64 ? DOUBLES.length() : FLOATS.length();
    }

    static DoubleVector splat(double value) {
        return DoubleVector.broadcast(DOUBLES, value);
    }

    static FloatVector splat(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /** The memory of a buffer as vectors are read from it. */
    static Object view(Buffer buffer) {
        if (!SEGMENTS) {
            return buffer.bytes();
        }
        try {
            return Segments.OF_BUFFER.invoke(buffer.bytes());
        } catch (Throwable e) {
            throw new IllegalStateException("no memory segment of " + buffer, e);
        }
    }

    /** {@code MemorySegment.ofBuffer}, which does not exist where this is compiled. */
    private static final class Segments {
        static final MethodHandle OF_BUFFER = find();

        private static MethodHandle find() {
            try {
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                MethodType type = MethodType.methodType(segment, java.nio.Buffer.class);
                return MethodHandles.lookup()
                        .findStatic(segment, "ofBuffer", type)
                        .asType(MethodType.methodType(Object.class, ByteBuffer.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
