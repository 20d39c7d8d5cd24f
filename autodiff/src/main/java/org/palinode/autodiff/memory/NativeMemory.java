package org.palinode.autodiff.memory;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Memory and addresses by JavaCPP, apart from those who ask for it: they are told what to add where it is not there. */
final class NativeMemory implements AutoCloseable {
    private final BytePointer pointer;

    private NativeMemory(BytePointer pointer) {
        this.pointer = pointer;
    }

    /** Memory that holds anything, freed when it is closed or collected. */
    static NativeMemory allocate(long length) {
        return new NativeMemory(new BytePointer(length));
    }

    ByteBuffer zeroed() {
        return pointer.zero().asByteBuffer();
    }

    @Override
    public void close() {
        pointer.deallocate();
    }

    /** The most bytes that JavaCPP hands out, 0 where it does not count. */
    static long limit() {
        return Pointer.maxBytes();
    }

    static DoublePointer doubles(ByteBuffer bytes) {
        return new DoublePointer(new BytePointer(bytes));
    }

    static FloatPointer floats(ByteBuffer bytes) {
        return new FloatPointer(new BytePointer(bytes));
    }
}
