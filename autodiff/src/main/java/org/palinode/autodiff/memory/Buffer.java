package org.palinode.autodiff.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Memory of numbers of one type in dense row-major order outside the Java heap. Kernels are bound to buffers once, and then read and write
 * them in place. All other code treats the buffer of a tensor as read-only.
 *
 * <p>A buffer made by {@link #allocate} lives as long as something refers to it. A buffer made by an {@link Arena} lives until that is
 * closed; using it later is refused.
 */
public final class Buffer {
    /**
     * Bytes up to which a copy goes eight by eight: wider pieces wait until numbers that were written one by one have left the store
     * buffer.
     */
    private static final int FEW_BYTES = 128;

    /** Numbers that are written one by one where many get the same value; copies of them make the others. */
    private static final int FEW_NUMBERS = 64;

    private final TensorType type;
    private final ByteBuffer bytes;
    private final Object memory;
    private final int offset;
    private final Arena arena;

    /** A buffer over {@code bytes}; {@code arena} owns them, or is null where the collector does. */
    Buffer(TensorType type, ByteBuffer bytes, Arena arena) {
        this(type, bytes, bytes, 0, arena);
    }

    private Buffer(TensorType type, ByteBuffer bytes, Object memory, int offset, Arena arena) {
        this.type = type;
        this.bytes = bytes.order(ByteOrder.nativeOrder());
        this.memory = memory;
        this.offset = offset;
        this.arena = arena;
    }

    /** A zeroed buffer that the garbage collector frees. */
    public static Buffer allocate(TensorType type) {
        requireRoom(type);
        return new Buffer(type, CollectedMemory.of(type), null);
    }

    /**
     * Buffers for the results of one call, which hold anything and are freed by the garbage collector. Short ones lie side by side: the last one
     * kept keeps at most 4 KiB.
     */
    public static List<Buffer> forResults(List<TensorType> types) {
        SharedPieces pieces = new SharedPieces(types);
        List<Buffer> results = new ArrayList<>(types.size());
        for (TensorType type : types) {
            results.add(forResult(type, pieces));
        }
        return results;
    }

    private static Buffer forResult(TensorType type, SharedPieces pieces) {
        if (SharedPieces.takes(type)) {
            return new Buffer(type, pieces.of(type), null);
        }
        return RecycledMemory.takes(type) ? new Buffer(type, RecycledMemory.of(type), null) : allocate(type);
    }

    /**
     * Checks that a buffer can hold the numbers of a type.
     *
     * @throws IllegalArgumentException if they take more than 2 GiB
     */
    public static void requireRoom(TensorType type) {
        if (type.bytes() > CollectedMemory.MOST_BYTES) {
            throw new IllegalArgumentException(
                    "one tensor holds at most 2 GiB, " + type + " needs " + type.bytes() + " bytes");
        }
    }

    /** A buffer filled with {@code values}, rounded to the type. */
    public static Buffer of(TensorType type, double... values) {
        Buffer buffer = allocate(type);
        buffer.put(values);
        return buffer;
    }

    public TensorType type() {
        return type;
    }

    public Shape shape() {
        return type.shape();
    }

    public DType dtype() {
        return type.dtype();
    }

    public int size() {
        return type.size();
    }

    /** The memory, in native byte order, from the first number to the last. */
    public ByteBuffer bytes() {
        if (arena != null) {
            arena.requireOpen();
        }
        return bytes;
    }

    public DoubleBuffer doubles() {
        return bytes().asDoubleBuffer();
    }

    public FloatBuffer floats() {
        return bytes().asFloatBuffer();
    }

    /** The address for native code, as {@code double*}. The buffer must outlive it. */
    public DoublePointer doublePointer() {
        JavaCpp.require();
        return NativeMemory.doubles(bytes());
    }

    /** The address for native code, as {@code float*}. The buffer must outlive it. */
    public FloatPointer floatPointer() {
        JavaCpp.require();
        return NativeMemory.floats(bytes());
    }

    public double get(int index) {
        ByteBuffer numbers = bytes();
        return dtype() == DType.FLOAT64 ? numbers.getDouble(index << 3) : numbers.getFloat(index << 2);
    }

    public void set(int index, double value) {
        if (dtype() == DType.FLOAT64) {
            bytes().putDouble(index << 3, value);
        } else {
            bytes().putFloat(index << 2, (float) value);
        }
    }

    /** A kernel that copies {@code source}, of the same type, into this buffer. */
    public Kernel copying(Buffer source) {
        return () -> copyFrom(source);
    }

    /** Copies all numbers of {@code source}, which has as many of the same type. */
    public void copyFrom(Buffer source) {
        ByteBuffer from = source.bytes();
        ByteBuffer to = bytes();
        int length = to.capacity();
        if (length > FEW_BYTES || (length & 7) != 0) {
            to.put(0, from, 0, length);
        } else {
            for (int at = 0; at < length; at += 8) {
                to.putLong(at, from.getLong(at));
            }
        }
    }

    /** Copies all numbers of {@code source}, which has as many, rounded to this type. */
    public void roundFrom(Buffer source) {
        for (int i = 0; i < size(); i++) {
            set(i, source.get(i));
        }
    }

    /** True if no number is infinite or NaN. */
    public boolean isFinite() {
        for (int i = 0; i < size(); i++) {
            if (!Double.isFinite(get(i))) {
                return false;
            }
        }
        return true;
    }

    public void fill(double value) {
        int width = dtype().bytes();
        int first = Math.min(size(), FEW_NUMBERS);
        for (int i = 0; i < first; i++) {
            set(i, value);
        }
        ByteBuffer numbers = bytes();
        int length = numbers.capacity();
        for (int filled = first * width; filled < length; filled *= 2) {
            numbers.put(filled, numbers, 0, Math.min(filled, length - filled));
        }
    }

    public double[] toArray() {
        double[] values = new double[size()];
        if (dtype() == DType.FLOAT64) {
            doubles().get(0, values);
        } else {
            float[] singles = new float[values.length];
            floats().get(0, singles);
            for (int i = 0; i < values.length; i++) {
                values[i] = singles[i];
            }
        }
        return values;
    }

    /**
     * Overwrites all numbers, in row-major order, rounded to the type.
     *
     * @throws IllegalArgumentException unless there are as many as the buffer holds
     */
    public void put(double... values) {
        if (values.length != size()) {
            throw new IllegalArgumentException(type + " holds " + size() + " numbers, got " + values.length);
        }
        if (dtype() == DType.FLOAT64) {
            doubles().put(0, values);
        } else {
            float[] singles = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                singles[i] = (float) values[i];
            }
            floats().put(0, singles);
        }
    }

    /** The same memory under another shape of the same size. */
    public Buffer reshape(Shape shape) {
        if (shape.size() != size()) {
            throw new IllegalArgumentException("cannot view " + type + " as " + shape);
        }
        return new Buffer(type.with(shape), bytes().duplicate(), memory, offset, arena);
    }

    /** The part of the same memory that starts at the number {@code offset} and has the given shape. */
    public Buffer slice(int offset, Shape shape) {
        int width = dtype().bytes();
        return new Buffer(
                type.with(shape),
                bytes().slice(offset * width, shape.size() * width),
                memory,
                this.offset + offset,
                arena);
    }

    /** True if both start at the same number of the same memory. */
    public boolean isSameMemory(Buffer other) {
        return memory == other.memory && offset == other.offset;
    }

    /** True if a number of one lies where a number of the other does. */
    public boolean overlaps(Buffer other) {
        return memory == other.memory && offset < other.offset + other.size() && other.offset < offset + size();
    }

    @Override
    public String toString() {
        return "Buffer " + type;
    }
}
