package org.palinode.autodiff.internal.plan.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import org.palinode.autodiff.memory.Buffer;

/**
 * Memory outside the heap as generated vector code reads it: the module {@code jdk.incubator.vector} takes a {@code ByteBuffer} up to some
 * version and a {@code MemorySegment} from then on.
 */
final class VectorMemory {
    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    static final boolean SEGMENTS = Arrays.stream(DoubleVector.class.getMethods())
            .noneMatch(method -> method.getName().equals("fromByteBuffer"));
    static final String TYPE = SEGMENTS ? "java/lang/foreign/MemorySegment" : "java/nio/ByteBuffer";
    static final String TYPE_AND_ORDER = "L" + TYPE + ";" + (SEGMENTS ? "J" : "I") + "Ljava/nio/ByteOrder;";

    private VectorMemory() {}

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
