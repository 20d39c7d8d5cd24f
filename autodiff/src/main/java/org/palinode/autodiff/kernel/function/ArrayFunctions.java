package org.palinode.autodiff.kernel.function;

/** Functions of parts of arrays, in place, one number after another: what there is no vector formula for. */
public final class ArrayFunctions {
    private ArrayFunctions() {}

    public static void sin(double[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Trigonometric.sin(x[i]);
        }
    }

    public static void sin(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = (float) Trigonometric.sin(x[i]);
        }
    }

    public static void cos(double[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Trigonometric.cos(x[i]);
        }
    }

    public static void cos(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = (float) Trigonometric.cos(x[i]);
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
