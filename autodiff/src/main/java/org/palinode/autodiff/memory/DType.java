package org.palinode.autodiff.memory;

import org.nd4j.linalg.api.buffer.DataType;

/** Type of the numbers of a tensor. {@link #FLOAT64} is the default everywhere. */
public enum DType {
    FLOAT64(Double.BYTES, 0x1p-52, "f64", DataType.DOUBLE),
    FLOAT32(Float.BYTES, 0x1p-23, "f32", DataType.FLOAT);

    private final int bytes;
    private final double epsilon;
    private final String label;
    private final DataType nd4j;

    DType(int bytes, double epsilon, String label, DataType nd4j) {
        this.bytes = bytes;
        this.epsilon = epsilon;
        this.label = label;
        this.nd4j = nd4j;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** The distance from 1 to the next larger number. */
    public double epsilon() {
        return epsilon;
    }

    /** The largest finite number. */
    public double largest() {
        return this == FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    }

    /** The name of this type in ND4J. */
    public DataType nd4j() {
        return nd4j;
    }

    /** The {@code value} rounded to this type. */
    public double round(double value) {
        return this == FLOAT32 ? (float) value : value;
    }

    /**
     * The type of an ND4J array.
     *
     * @throws IllegalArgumentException if it is neither float nor double
     */
    public static DType of(DataType type) {
        for (DType candidate : values()) {
            if (candidate.nd4j == type) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("tensors hold FLOAT or DOUBLE, got an ND4J array of " + type
                + "; convert it first, for instance array.castTo(DataType.DOUBLE)");
    }

    /** The short form that programs and tensors print: {@code f64} or {@code f32}. */
    @Override
    public String toString() {
        return label;
    }
}
