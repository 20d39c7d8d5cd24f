package org.palinode.train.saving;

import java.nio.ByteBuffer;

/**
 * Floating-point numbers of 8 or 16 bits: a sign, an exponent, a fraction.
 *
 * <p>Sources: IEEE 754-2019; P. Micikevicius et al., "FP8 Formats for Deep Learning", 2022, arXiv:2209.05433.
 *
 * @param bytes of each
 * @param fraction the number of bits of the fraction
 * @param bias the exponent of 1
 * @param largest the bits of the largest finite number
 * @param isIeee true if the next bits are infinity, and NaN those behind; else the next are NaN, and there is no infinity
 */
record NarrowFloat(int bytes, int fraction, int bias, int largest, boolean isIeee) implements NumberCode {
    @Override
    public double read(ByteBuffer from) {
        int bits = (int) NumberCode.bits(from, bytes);
        int size = bits & sign() - 1;
        double magnitude =
                size <= largest ? finite(size) : isIeee && size == largest + 1 ? Double.POSITIVE_INFINITY : Double.NaN;
        return size == bits ? magnitude : -magnitude;
    }

    @Override
    public void write(double number, ByteBuffer to) {
        boolean isNegative = Double.doubleToRawLongBits(number) < 0;
        NumberCode.append(isNegative ? sign() | size(-number) : size(number), bytes, to);
    }

    private int sign() {
        return 1 << Byte.SIZE * bytes - 1;
    }

    private double finite(int size) {
        int exponent = size >> fraction;
        int digits = size & (1 << fraction) - 1;
        return exponent == 0
                ? Math.scalb((double) digits, 1 - bias - fraction)
                : Math.scalb((double) (digits | 1 << fraction), exponent - bias - fraction);
    }

    /** The bits of the number nearest to a positive one or NaN; of two, that with an even fraction. */
    private int size(double positive) {
        if (Double.isNaN(positive)) {
            return isIeee ? largest + 1 | 1 << fraction - 1 : largest + 1;
        }
        if (Double.isInfinite(positive) && isIeee) {
            return largest + 1;
        }
        int exponent = Math.max(Math.getExponent(positive), 1 - bias);
        double digits = Math.rint(
                Math.scalb(positive, fraction - exponent)); // the first of them is 1, or the number is subnormal
        double size = Math.scalb((double) (exponent + bias - 1), fraction) + digits;
        if (size > largest) {
            throw new IllegalArgumentException(positive + " is beyond the largest number, " + finite(largest));
        }
        return (int) size;
    }
}
