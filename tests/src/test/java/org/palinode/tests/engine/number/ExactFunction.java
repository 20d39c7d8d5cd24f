package org.palinode.tests.engine.number;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.UnaryOperator;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.dfp.DfpMath;

/** Functions to 60 decimal digits and more, made of Hipparchus' exp, log, sin and cos: the oracle of our formulas. */
final class ExactFunction {
    private static final DfpField FIELD = new DfpField(60);

    /** e^x − 1 loses as many digits as x has zeros; below this a series is used, whose next term is 1e-45 of the first. */
    private static final double SMALL = 1e-15;

    /** Digits for the angle 1.8e308 modulo 2π. */
    private static final MathContext WIDE = new MathContext(400);

    /** 2π by Machin's formula; a field of Hipparchus of so many digits takes seconds to be set up. */
    private static final BigDecimal TURN =
            arctan(5).multiply(BigDecimal.valueOf(32)).subtract(arctan(239).multiply(BigDecimal.valueOf(8)));

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

    /** ±(e^2|x| − 1). */
    static Dfp oddExpm1(Dfp x) {
        Dfp size = expm1(x.abs().multiply(2));
        return x.strictlyNegative() ? size.negate() : size;
    }

    /** 4 e^−2|x| / (1 + e^−2|x|)². */
    static Dfp sechSquare(Dfp x) {
        Dfp tail = exp(x.abs().multiply(-2));
        return tail.multiply(4).divide(tail.add(1).multiply(tail.add(1)));
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

    /** x modulo 2π. */
    private static Dfp angle(Dfp x) {
        BigDecimal wide = new BigDecimal(x.toDouble());
        BigDecimal turns = wide.divide(TURN, 0, RoundingMode.HALF_EVEN);
        return FIELD.newDfp(
                wide.subtract(turns.multiply(TURN)).round(new MathContext(80)).toString());
    }

    /** arctan 1/n = Σ (−1)ᵏ / ((2k + 1) n^(2k+1)), to the digits of {@link #WIDE}. */
    private static BigDecimal arctan(int n) {
        BigDecimal square = BigDecimal.valueOf((long) n * n);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), WIDE);
        BigDecimal sum = power;
        for (int k = 1; power.precision() - power.scale() > -WIDE.getPrecision(); k++) {
            power = power.divide(square, WIDE).negate();
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * k + 1), WIDE));
        }
        return sum;
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
