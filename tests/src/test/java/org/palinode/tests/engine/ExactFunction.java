package org.palinode.tests.engine;

import java.util.function.UnaryOperator;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.dfp.DfpMath;

/** Functions to 60 decimal digits and more, made of Hipparchus' exp, log, sin and cos: the oracle of our formulas. */
final class ExactFunction {
    private static final DfpField FIELD = new DfpField(60);

    /** e^x − 1 loses as many digits as x has zeros; below this a series is used, whose next term is 1e-45 of the first. */
    private static final double SMALL = 1e-15;

    /** Digits for the angle 1.8e308 modulo π. */
    private static final DfpField WIDE_FIELD = new DfpField(380);

    private ExactFunction() {}

    /** f(x) for the number x. */
    static Dfp at(UnaryOperator<Dfp> function, double x) {
        return function.apply(FIELD.newDfp(x));
    }

    /** |y − exact| in units of the last place of the double nearest to {@code exact}. */
    static double ulps(double y, Dfp exact) {
        double ulp = Math.ulp(exact.toDouble());
        return exact.newInstance(y)
                .subtract(exact)
                .abs()
                .divide(exact.newInstance(ulp))
                .toDouble();
    }

    /** As {@link #ulps}, of the type float. */
    static double floatUlps(float y, Dfp exact) {
        float ulp = Math.ulp((float) exact.toDouble());
        return exact.newInstance((double) y)
                .subtract(exact)
                .abs()
                .divide(exact.newInstance((double) ulp))
                .toDouble();
    }

    static Dfp exp(Dfp x) {
        return DfpMath.exp(x);
    }

    static Dfp expm1(Dfp x) {
        if (isSmall(x)) { // x + x²/2 + x³/6
            return x.add(x.multiply(x).divide(2)).add(x.multiply(x).multiply(x).divide(6));
        }
        return exp(x).subtract(1);
    }

    static Dfp log(Dfp x) {
        return DfpMath.log(x);
    }

    static Dfp log1p(Dfp x) {
        if (isSmall(x)) { // x − x²/2 + x³/3
            return x.subtract(x.multiply(x).divide(2))
                    .add(x.multiply(x).multiply(x).divide(3));
        }
        return log(x.add(1));
    }

    /** (e^(2x) − 1) / (e^(2x) + 1). */
    static Dfp tanh(Dfp x) {
        Dfp t = expm1(x.multiply(2));
        return t.divide(t.add(2));
    }

    static Dfp sigmoid(Dfp x) {
        return exp(x.negate()).add(1).reciprocal();
    }

    static Dfp softplus(Dfp x) {
        return log1p(exp(x));
    }

    static Dfp sin(Dfp x) {
        return DfpMath.sin(angle(x));
    }

    static Dfp cos(Dfp x) {
        return DfpMath.cos(angle(x));
    }

    /** x modulo 2π, found with digits enough for the largest double. */
    private static Dfp angle(Dfp x) {
        Dfp wide = WIDE_FIELD.newDfp(x.toDouble());
        Dfp turn = WIDE_FIELD.getPi().multiply(2);
        return wide.subtract(wide.divide(turn).rint().multiply(turn));
    }

    /** 2/√π Σ (−1)ⁿ x^(2n+1) / (n! (2n + 1)); terms up to e^(x²), so |x| ≤ 6. */
    static Dfp erf(Dfp x) {
        Dfp square = x.multiply(x);
        Dfp power = x;
        Dfp sum = x;
        for (int n = 1; power.abs().greaterThan(x.abs().multiply(x.newInstance("1e-50"))); n++) {
            power = power.multiply(square).divide(n).negate();
            sum = sum.add(power.divide(2 * n + 1));
        }
        return sum.multiply(2).divide(x.getField().getPi().sqrt());
    }

    private static boolean isSmall(Dfp x) {
        return x.abs().lessThan(x.newInstance(SMALL));
    }
}
