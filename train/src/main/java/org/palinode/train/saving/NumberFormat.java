package org.palinode.train.saving;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.palinode.autodiff.memory.DType;

/**
 * Formats of numbers in a safetensors file, little-endian, under the names that they have there. Each number is read exactly: narrow
 * floats as float32, integers as float64. NaN loses its payload.
 */
enum NumberFormat {
    F64(Double.BYTES, DType.FLOAT64, ByteBuffer::getDouble),
    F32(Float.BYTES, DType.FLOAT32, ByteBuffer::getFloat),
    F16(Short.BYTES, DType.FLOAT32, bytes -> ieee(bytes.getShort() & 0xffff)),
    BF16(Short.BYTES, DType.FLOAT32, bytes -> Float.intBitsToFloat(bytes.getShort() << 16)),
    F8_E5M2(Byte.BYTES, DType.FLOAT32, bytes -> ieee((bytes.get() & 0xff) << 8)),
    F8_E4M3(Byte.BYTES, DType.FLOAT32, bytes -> e4m3(bytes.get() & 0xff)),
    I64(Long.BYTES, DType.FLOAT64, bytes -> exact(bytes.getLong())),
    U64(Long.BYTES, DType.FLOAT64, bytes -> unsigned(bytes.getLong())),
    I32(Integer.BYTES, DType.FLOAT64, ByteBuffer::getInt),
    U32(Integer.BYTES, DType.FLOAT64, bytes -> Integer.toUnsignedLong(bytes.getInt())),
    I16(Short.BYTES, DType.FLOAT64, ByteBuffer::getShort),
    U16(Short.BYTES, DType.FLOAT64, bytes -> bytes.getShort() & 0xffff),
    I8(Byte.BYTES, DType.FLOAT64, ByteBuffer::get),
    U8(Byte.BYTES, DType.FLOAT64, bytes -> bytes.get() & 0xff),
    BOOL(Byte.BYTES, DType.FLOAT64, bytes -> truth(bytes.get()));

    private static final long LARGEST_EXACT = 1L << 53;

    private final int bytes;
    private final DType dtype;
    private final ToDoubleFunction<ByteBuffer> reader;

    NumberFormat(int bytes, DType dtype, ToDoubleFunction<ByteBuffer> reader) {
        this.bytes = bytes;
        this.dtype = dtype;
        this.reader = reader;
    }

    /** The format of this name; refuses one that has numbers which tensors cannot hold, such as complex ones. */
    static NumberFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("numbers of the format " + name
                        + " cannot be read; those that can are "
                        + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    /** The format that tensors of this type are written in. */
    static NumberFormat of(DType type) {
        return type == DType.FLOAT32 ? F32 : F64;
    }

    int bytes() {
        return bytes;
    }

    DType dtype() {
        return dtype;
    }

    /** The next number. */
    double read(ByteBuffer from) {
        return reader.applyAsDouble(from);
    }

    /** Appends a number; {@link #F64} and {@link #F32} only. */
    void write(double value, ByteBuffer to) {
        if (this == F32) {
            to.putFloat((float) value);
        } else {
            to.putDouble(value);
        }
    }

    /** Half precision: 5 bits of exponent, 10 of fraction. */
    private static double ieee(int bits) {
        boolean special = (bits >> 10 & 0x1f) == 0x1f;
        double magnitude =
                special ? (bits & 0x3ff) == 0 ? Double.POSITIVE_INFINITY : Double.NaN : small(bits & 0x7fff, 10, 15);
        return bits >> 15 == 0 ? magnitude : -magnitude;
    }

    /** 4 bits of exponent, 3 of fraction; no infinity, and NaN where all of them are set. */
    private static double e4m3(int bits) {
        double magnitude = (bits & 0x7f) == 0x7f ? Double.NaN : small(bits & 0x7f, 3, 7);
        return bits >> 7 == 0 ? magnitude : -magnitude;
    }

    private static double small(int bits, int fractionBits, int bias) {
        int exponent = bits >> fractionBits, fraction = bits & (1 << fractionBits) - 1;
        return exponent == 0
                ? Math.scalb((double) fraction, 1 - bias - fractionBits)
                : Math.scalb((double) (fraction | 1 << fractionBits), exponent - bias - fractionBits);
    }

    private static double exact(long value) {
        if (value > LARGEST_EXACT || value < -LARGEST_EXACT) {
            throw new IllegalArgumentException(
                    "the integer " + value + " has no exact float64; beyond 2^53 not all have one");
        }
        return value;
    }

    private static double unsigned(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("the integer " + Long.toUnsignedString(value)
                    + " has no exact float64; beyond 2^53 not all have one");
        }
        return exact(value);
    }

    private static double truth(byte value) {
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("a BOOL is a byte 0 or 1, got " + value);
        }
        return value;
    }
}
