package org.palinode.train.saving;

import java.nio.ByteBuffer;

/** Code of numbers in bytes, the lowest first. */
interface NumberCode {
    /** The number of bytes of a number. */
    int bytes();

    /** The next number; refuses one that float64 cannot hold. */
    double read(ByteBuffer from);

    /** Appends a number, rounded to the nearest one; refuses one that lies beyond the largest. */
    void write(double number, ByteBuffer to);

    /** The next {@code bytes} bytes, without a sign. */
    static long bits(ByteBuffer from, int bytes) {
        long bits = 0;
        for (int i = 0; i < bytes; i++) {
            bits |= (from.get() & 0xffL) << Byte.SIZE * i;
        }
        return bits;
    }

    /** Appends the lowest {@code bytes} bytes of a number. */
    static void append(long bits, int bytes, ByteBuffer to) {
        for (int i = 0; i < bytes; i++) {
            to.put((byte) (bits >> Byte.SIZE * i));
        }
    }
}
