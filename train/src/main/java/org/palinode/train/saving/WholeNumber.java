package org.palinode.train.saving;

import java.nio.ByteBuffer;

/**
 * Integers between two ends, both of which float64 has exactly.
 *
 * @param bytes of each
 * @param least negative if they have a sign, in two's complement
 * @param most the largest
 */
record WholeNumber(int bytes, long least, long most) implements NumberCode {
    @Override
    public double read(ByteBuffer from) {
        long bits = NumberCode.bits(from, bytes);
        int unused = Long.SIZE - Byte.SIZE * bytes;
        long number = least < 0 ? bits << unused >> unused : bits;
        if (number < least || number > most) {
            String text = least < 0 ? Long.toString(number) : Long.toUnsignedString(number);
            throw refused(text);
        }
        return number;
    }

    @Override
    public void write(double number, ByteBuffer to) {
        if (!(least <= number && number <= most) || number != Math.rint(number)) {
            throw refused(Double.toString(number));
        }
        NumberCode.append((long) number, bytes, to);
    }

    private IllegalArgumentException refused(String number) {
        return new IllegalArgumentException(
                number + " is not one of the integers from " + least + " to " + most + ", which are held exactly");
    }
}
