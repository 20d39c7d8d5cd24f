package org.palinode.autodiff.kernel.function;

/** Elementwise functions of single numbers, by the names of their operations. Comparisons give 1 and 0. */
public final class ScalarFunctions {
    private ScalarFunctions() {}

    public static double less(double a, double b) {
        return a < b ? 1 : 0;
    }

    public static double lessEqual(double a, double b) {
        return a <= b ? 1 : 0;
    }

    public static double greater(double a, double b) {
        return a > b ? 1 : 0;
    }

    public static double greaterEqual(double a, double b) {
        return a >= b ? 1 : 0;
    }

    public static double equal(double a, double b) {
        return a == b ? 1 : 0;
    }

    public static double notEqual(double a, double b) {
        return a != b ? 1 : 0;
    }

    public static double where(double a, double b, double c) {
        return a != 0 ? b : c;
    }

    public static double relu(double x) {
        return x <= 0 ? 0 : x;
    }

    public static double exp(double x) {
        return Exponential.exp(x);
    }

    public static double expm1(double x) {
        return Exponential.expm1(x);
    }

    public static double tanh(double x) {
        return Exponential.tanh(x);
    }

    public static double sigmoid(double x) {
        return Exponential.sigmoid(x);
    }

    public static double log(double x) {
        return Logarithm.log(x);
    }

    public static double log1p(double x) {
        return Logarithm.log1p(x);
    }

    public static double softplus(double x) {
        return Softplus.softplus(x);
    }

    public static double sin(double x) {
        return Trigonometric.sin(x);
    }

    public static double cos(double x) {
        return Trigonometric.cos(x);
    }

    public static double erf(double x) {
        return ErrorFunction.erf(x);
    }
}
