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

    /** Memory for {@code owner} that holds anything, freed when it is closed or collected; a refusal names the limit. */
    static NativeMemory allocate(long length, String owner) {
        try {
            return new NativeMemory(new BytePointer(length));
        } catch (OutOfMemoryError full) {
            throw FullMemory.explained(
                    full,
                    length,
                    owner,
                    "-Dorg.bytedeco.javacpp.maxbytes and maxphysicalbytes, or -Xmx, which they follow");
        }
    }

    /** All of it, as a buffer of its own that does not keep it alive. */
    ByteBuffer whole() {
        return pointer.asByteBuffer();
    }

    ByteBuffer zeroed() {
        return pointer.zero().asByteBuffer();
    }

    @Override
    public void close() {
        pointer.deallocate();
    }

    /** The most bytes that JavaCPP hands out. */
    static long limit() {
        long most = Pointer.maxBytes();
        return most > 0 ? most : Long.MAX_VALUE; // JavaCPP says 0 where it does not count
    }

    /** True if so many bytes more are below the limit. */
    static boolean hasRoom(long length) {
        return Pointer.totalBytes() + length <= limit();
    }

    static DoublePointer doubles(ByteBuffer bytes) {
        return new DoublePointer(new BytePointer(bytes));
    }

    static FloatPointer floats(ByteBuffer bytes) {
        return new FloatPointer(new BytePointer(bytes));
    }
}
