package org.palinode.autodiff.linear;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.palinode.autodiff.memory.Buffer;

/** Row exchanges, as the integers that LAPACK reads and as the numbers that tensors hold. */
final class Pivots {
    private final Buffer numbers;
    private final ByteBuffer memory;
    private final IntBuffer integers;
    private final IntPointer pointer;

    Pivots(Buffer numbers) {
        this.numbers = numbers;
        memory = ByteBuffer.allocateDirect(Integer.BYTES * Math.max(1, numbers.size()))
                .order(ByteOrder.nativeOrder());
        integers = memory.asIntBuffer();
        pointer = new IntPointer(new BytePointer(memory));
    }

    IntPointer pointer() {
        return pointer;
    }

    void store() {
        for (int i = 0; i < numbers.size(); i++) {
            numbers.set(i, integers.get(i));
        }
    }

    void load() {
        for (int i = 0; i < numbers.size(); i++) {
            integers.put(i, (int) numbers.get(i));
        }
    }
}
