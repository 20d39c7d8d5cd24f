package org.palinode.train.minimise;

/** Arithmetic of vectors. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The sum a + factor · b. */
    static double[] plus(double[] a, double factor, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + factor * b[i];
        }
        return sum;
    }

    static double[] times(double factor, double[] a) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = factor * a[i];
        }
        return product;
    }

    static double largest(double[] a) {
        double largest = 0;
        for (double each : a) {
            largest = Math.max(largest, Math.abs(each)); // NaN stays
        }
        return largest;
    }

    static boolean isFinite(double[] a) {
        return Double.isFinite(largest(a));
    }
}
