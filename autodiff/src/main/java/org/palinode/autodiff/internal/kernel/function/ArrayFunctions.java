package org.palinode.autodiff.internal.kernel.function;

/** Calls of generated functions of arrays. */
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
}
