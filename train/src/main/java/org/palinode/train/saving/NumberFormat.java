package org.palinode.train.saving;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.palinode.autodiff.memory.DType;

/**
 * Format of numbers in a safetensors file, little-endian, under the name that it has there. Each number is read exactly: narrow floats as
 * float32, integers as float64. A number is written as the nearest one of the format; one beyond the largest is refused, and among integers
 * one that is none. NaN loses its payload.
 */
public enum NumberFormat {
    /** 64 bits, 52 of them for the fraction. */
    F64(DType.FLOAT64, WideFloat.DOUBLE),
    /** 32 bits, 23 of them for the fraction. */
    F32(DType.FLOAT32, WideFloat.SINGLE),
    /** 16 bits, 10 of them for the fraction; to 65504. */
    F16(DType.FLOAT32, new NarrowFloat(2, 10, 15, 0x7bff, true)),
    /** 16 bits, 7 of them for the fraction: the upper half of float32. */
    BF16(DType.FLOAT32, new NarrowFloat(2, 7, 127, 0x7f7f, true)),
    /** 8 bits, 2 of them for the fraction; to 57344. */
    F8_E5M2(DType.FLOAT32, new NarrowFloat(1, 2, 15, 0x7b, true)),
    /** 8 bits, 3 of them for the fraction; to 448, without infinity. */
    F8_E4M3(DType.FLOAT32, new NarrowFloat(1, 3, 7, 0x7e, false)),
    /** Integers of 64 bits; those beyond 2^53, of which float64 has not all, are refused. */
    I64(DType.FLOAT64, new WholeNumber(8, -1L << 53, 1L << 53)),
    /** Integers of 64 bits without a sign; those beyond 2^53 are refused. */
    U64(DType.FLOAT64, new WholeNumber(8, 0, 1L << 53)),
    /** Integers of 32 bits. */
    I32(DType.FLOAT64, new WholeNumber(4, Integer.MIN_VALUE, Integer.MAX_VALUE)),
    /** Integers of 32 bits without a sign. */
    U32(DType.FLOAT64, new WholeNumber(4, 0, 0xffff_ffffL)),
    /** Integers of 16 bits. */
    I16(DType.FLOAT64, new WholeNumber(2, Short.MIN_VALUE, Short.MAX_VALUE)),
    /** Integers of 16 bits without a sign. */
    U16(DType.FLOAT64, new WholeNumber(2, 0, 0xffff)),
    /** Integers of 8 bits. */
    I8(DType.FLOAT64, new WholeNumber(1, Byte.MIN_VALUE, Byte.MAX_VALUE)),
    /** Integers of 8 bits without a sign. */
    U8(DType.FLOAT64, new WholeNumber(1, 0, 0xff)),
    /** Truth values, 0 or 1. */
    BOOL(DType.FLOAT64, new WholeNumber(1, 0, 1));

    private final DType dtype;
    private final NumberCode code;

    NumberFormat(DType dtype, NumberCode code) {
        this.dtype = dtype;
        this.code = code;
    }

    /** The format of this name; refuses one that has numbers which tensors cannot hold, such as complex ones. */
    static NumberFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("numbers of the format " + name
                        + " cannot be read; those that can are "
                        + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    /** The format that has the numbers of a type exactly. */
    static NumberFormat of(DType type) {
        return type == DType.FLOAT32 ? F32 : F64;
    }

    /** The type of tensor that its numbers are read into. */
    public DType dtype() {
        return dtype;
    }

    /** The number of bytes that a number takes. */
    public int bytes() {
        return code.bytes();
    }

    /** The next number. */
    double read(ByteBuffer from) {
        return code.read(from);
    }

    /** Appends a number. */
    void write(double number, ByteBuffer to) {
        code.write(number, to);
    }
}
