package org.palinode.autodiff.internal.kernel.function;

/** Functions of arrays, in place, one number after another: what there is no vector formula for. */
public final class ArrayFunctions {
    private ArrayFunctions() {}

    /** Puts 1 behind the first numbers, up to the next multiple of {@code lanes}: a value that no formula finds out of the ordinary. */
    static void fill(double[] x, int count, int lanes) {
        for (int i = count; i % lanes != 0; i++) {
            x[i] = 1;
        }
    }

    static void fill(float[] x, int count, int lanes) {
        for (int i = count; i % lanes != 0; i++) {
            x[i] = 1;
        }
    }

    /** x to the power of y, into x. */
    public static void power(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Math.pow(x[i], y[i]);
        }
    }

    public static void power(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = (float) Math.pow(x[i], y[i]);
        }
    }
}
