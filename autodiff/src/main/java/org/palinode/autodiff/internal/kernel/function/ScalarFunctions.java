package org.palinode.autodiff.internal.kernel.function;

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

    public static double strongMultiply(double a, double b) {
        return a == 0 ? a : a * b;
    }

    public static float strongMultiply(float a, float b) {
        return a == 0 ? a : a * b;
    }

    public static double strongDivide(double a, double b) {
        return a == 0 ? a : a / b;
    }

    public static float strongDivide(float a, float b) {
        return a == 0 ? a : a / b;
    }

    public static double strongBoth(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    public static float strongBoth(float a, float b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    public static double share(double bar, double x, double other) {
        return x > other ? bar : x == other ? 0.5 * bar : 0;
    }

    public static float share(float bar, float x, float other) {
        return x > other ? bar : x == other ? 0.5f * bar : 0;
    }

    public static double spread(double bar, double x, double norm) {
        return norm == 0 ? 0 : bar == 0 ? bar : bar * (x / norm);
    }

    public static float spread(float bar, float x, float norm) {
        return norm == 0 ? 0 : bar == 0 ? bar : bar * (x / norm);
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

    public static double sechSquare(double x) {
        return Exponential.sechSquare(x);
    }

    public static double oddExpm1(double x) {
        return Exponential.oddExpm1(x);
    }

    /** The hyperbolic tangent from t; its sign where |t| is infinite. */
    public static double tanhFrom(double t) {
        return Math.abs(t) == Double.POSITIVE_INFINITY ? Math.signum(t) : t / (Math.abs(t) + 2);
    }

    public static float tanhFrom(float t) {
        return Math.abs(t) == Float.POSITIVE_INFINITY ? Math.signum(t) : t / (Math.abs(t) + 2);
    }

    /** Without a product or quotient that is out of range where the value is not. */
    public static double sechSquareFrom(double t) {
        double a = Math.abs(t);
        double q = 4 / (a + 2);
        return a == Double.POSITIVE_INFINITY ? 0 : (a + 1) * q * 0.25 * q;
    }

    public static float sechSquareFrom(float t) {
        float a = Math.abs(t);
        float q = 4 / (a + 2);
        return a == Float.POSITIVE_INFINITY ? 0 : (a + 1) * q * 0.25f * q;
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

    public static double exp2(double x) {
        return Math.pow(2, x);
    }

    public static double log2(double x) {
        return Logarithm.log2(x);
    }

    public static double logAddExp(double a, double b) {
        double larger = Math.max(a, b);
        return a == b ? a + Logarithm.log(2) : larger + Logarithm.log1p(Exponential.exp(Math.min(a, b) - larger));
    }

    public static double mod(double a, double b) {
        double rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    public static double rem(double a, double b) {
        return a % b;
    }

    public static double asinh(double x) {
        return InverseHyperbolic.asinh(x);
    }

    public static double acosh(double x) {
        return InverseHyperbolic.acosh(x);
    }

    public static double atanh(double x) {
        return InverseHyperbolic.atanh(x);
    }

    public static double erfInv(double x) {
        return ErrorFunction.inverse(x);
    }

    public static double lgamma(double x) {
        return GammaFunction.logarithm(x);
    }

    public static double polygamma(double order, double x) {
        return GammaFunction.polygamma(order, x);
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
