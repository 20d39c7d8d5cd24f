package org.palinode.train.saving;

import java.nio.ByteBuffer;

/** Floating-point numbers that Java has. */
enum WideFloat implements NumberCode {
    DOUBLE {
        @Override
        public int bytes() {
            return Double.BYTES;
        }

        @Override
        public double read(ByteBuffer from) {
            return from.getDouble();
        }

        @Override
        public void write(double number, ByteBuffer to) {
            to.putDouble(number);
        }
    },
    SINGLE {
        @Override
        public int bytes() {
            return Float.BYTES;
        }

        @Override
        public double read(ByteBuffer from) {
            return from.getFloat();
        }

        @Override
        public void write(double number, ByteBuffer to) {
            float rounded = (float) number;
            if (Float.isInfinite(rounded) && !Double.isInfinite(number)) {
                throw new IllegalArgumentException(number + " is beyond the largest number, " + Float.MAX_VALUE);
            }
            to.putFloat(rounded);
        }
    }
}
