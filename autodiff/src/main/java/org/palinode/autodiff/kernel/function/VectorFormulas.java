package org.palinode.autodiff.kernel.function;

import org.palinode.autodiff.kernel.function.VectorCalculator.Bits;
import org.palinode.autodiff.kernel.function.VectorCalculator.Mask;
import org.palinode.autodiff.kernel.function.VectorCalculator.Value;
import org.palinode.autodiff.memory.DType;

/**
 * The formulas of {@link Exponential}, {@link Logarithm}, {@link Trigonometric} and {@link ErrorFunction} on vectors, for both types of
 * number. For double they are those formulas, operation by operation.
 */
final class VectorFormulas {
    private final VectorCalculator v;
    private final Coefficients c;

    VectorFormulas(VectorCalculator calculator, DType dtype) {
        v = calculator;
        c = dtype == DType.FLOAT64 ? Coefficients.DOUBLE : Coefficients.FLOAT;
    }

    /** The formula of a name. */
    Value apply(String name, Value x) {
        return switch (name) {
            case "exp" -> exp(x);
            case "expm1" -> expm1(x);
            case "tanh" -> tanh(x);
            case "sigmoid" -> sigmoid(x);
            case "log" -> log(x);
            case "log1p" -> log1p(x);
            case "sin" -> v.select(v.compare(x, "EQ", 0), x, sin(x, 0));
            case "cos" -> sin(x, 1);
            case "erf" -> erf(x);
            default -> throw new IllegalArgumentException("there is no formula for " + name);
        };
    }

    /** The lanes that are too large for the formula of a name; null where it holds for all. */
    Mask outside(String name, Value x) {
        boolean periodic = name.equals("sin") || name.equals("cos");
        return periodic ? v.compare(v.abs(x), "GT", c.largestAngle()) : null;
    }

    private Value polynomial(double[] coefficients, Value x) {
        Value value = v.constant(coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            value = v.fma(value, x, coefficients[i]);
        }
        return value;
    }

    // ---- e^x

    private Value shifted(Value x) {
        return v.fma(x, v.constant(c.log2E()), c.exponentShift());
    }

    private Value q(Value x, Value n) {
        Value r = v.fma(n, -c.ln2Low(), v.fma(n, -c.ln2High(), x));
        return v.fma(v.mul(r, r), polynomial(c.exponential(), r), r);
    }

    private Value power(Value shifted) {
        return v.number(v.shiftLeft(v.bits(shifted), c.fractionBits()));
    }

    private Value exp(Value x) {
        Value n = v.sub(shifted(x), c.exponentShift());
        Value first = v.select(v.compare(n, "LT", c.lowestPower()), c.lowestPower(), n);
        first = v.select(v.compare(n, "GT", c.highestPower()), c.highestPower(), first);
        Value power = power(v.add(first, c.exponentShift()));
        Value rest = power(v.add(v.sub(n, first), c.exponentShift()));
        Value value = v.mul(v.fma(q(x, n), power, power), rest);
        value = v.select(v.compare(x, "GT", c.largestExp()), Double.POSITIVE_INFINITY, value);
        return v.select(v.compare(x, "LT", c.smallestExp()), 0, value);
    }

    private Value expm1(Value x) {
        Value n = v.sub(shifted(x), c.exponentShift());
        Value first = v.select(v.compare(n, "GT", c.highestPower()), c.highestPower(), n);
        Value power = power(v.add(first, c.exponentShift()));
        Value value = v.fma(q(x, n), power, v.sub(power, 1));
        value = v.mul(value, v.add(v.sub(n, first), 1));
        value = v.select(v.compare(x, "GT", c.largestExp()), Double.POSITIVE_INFINITY, value);
        value = v.select(v.compare(x, "LT", -40), -1, value);
        return v.select(v.compare(x, "EQ", 0), x, value);
    }

    private Value withSign(Value size, Value x) {
        Bits sign = v.and(v.bits(x), c.sign());
        return v.number(v.xor(v.bits(size), sign));
    }

    private Value tanh(Value x) {
        Value size = v.abs(x);
        Value twice = v.add(size, size);
        Value shifted = shifted(twice);
        Value power = power(shifted);
        Value t = v.fma(q(twice, v.sub(shifted, c.exponentShift())), power, v.sub(power, 1));
        Value value = v.div(t, v.add(t, 2));
        value = withSign(v.select(v.compare(size, "GT", Exponential.TANH_IS_ONE), 1, value), x);
        return v.select(v.compare(size, "LT", c.tanhIsX()), x, value);
    }

    private Value sigmoid(Value x) {
        Value tail = exp(v.neg(v.abs(x)));
        return v.div(v.select(v.compare(x, "LT", 0), tail, v.constant(1)), v.add(tail, 1));
    }

    // ---- log x

    private Value logarithm(Value x, Value k0, Value correction) {
        Bits bits = v.add(v.bits(x), c.one() - c.sqrtHalf());
        Value k = v.sub(v.number(v.or(v.shiftRight(bits, c.fractionBits()), c.integer())), c.integerOffset());
        k = v.add(k, k0);
        Value f = v.sub(v.number(v.add(v.and(bits, c.fraction()), c.sqrtHalf())), 1);
        Value s = v.div(f, v.add(f, 2));
        Value z = v.mul(s, s);
        Value half = v.mul(v.mul(f, 0.5), f);
        Value low = v.fma(s, v.fma(z, polynomial(c.logarithm(), z), half), v.fma(k, c.logLow(), correction));
        return v.sub(v.mul(k, c.logHigh()), v.sub(v.sub(half, low), f));
    }

    private Value log(Value x) {
        Mask small = v.compare(x, "LT", c.smallestNormal());
        Value scaled = v.select(small, v.mul(x, Math.pow(2, c.scaling())), x);
        Value k = v.select(small, -c.scaling(), v.constant(0));
        return atTheEdge(logarithm(scaled, k, v.constant(0)), x, 0);
    }

    private Value log1p(Value x) {
        Value u = v.add(x, 1);
        Value one = v.sub(u, x);
        Value lost = v.add(v.sub(x, v.sub(u, one)), v.sub(v.constant(1), one));
        Value value = atTheEdge(logarithm(u, v.constant(0), v.div(lost, u)), x, -1);
        return v.select(v.compare(x, "EQ", 0), x, value);
    }

    /** NaN below {@code pole}, −∞ there, and what is not finite as it is. */
    private Value atTheEdge(Value value, Value x, double pole) {
        Value result = v.add(value, v.sub(x, x));
        result = v.select(v.compare(x, "LT", pole), Double.NaN, result);
        result = v.select(v.compare(x, "EQ", pole), Double.NEGATIVE_INFINITY, result);
        return v.select(v.compare(x, "EQ", Double.POSITIVE_INFINITY), x, result);
    }

    // ---- sin x

    private Value sin(Value x, int quarter) {
        Value shifted = v.fma(x, v.constant(c.twoOverPi()), c.integerShift());
        Value n = v.sub(shifted, c.integerShift());
        Value r = v.fma(n, -c.halfPiHigh(), x);
        r = v.fma(n, -c.halfPiLow(), v.fma(n, -c.halfPiMiddle(), r));
        Value z = v.mul(r, r);
        Value sine = v.fma(v.mul(z, r), polynomial(c.sine(), z), r);
        Value cosine = v.fma(v.mul(z, z), polynomial(c.cosine(), z), v.fma(z, v.constant(-0.5), 1));
        Bits turn = v.add(v.bits(shifted), quarter);
        int last = c.fractionBits() == 52 ? 63 : 31;
        Value parity = v.number(v.or(v.shiftLeft(turn, last), c.one()));
        Value value = v.select(v.compare(parity, "LT", 0), cosine, sine);
        return v.number(v.xor(v.bits(value), v.and(v.shiftLeft(turn, last - 1), c.sign())));
    }

    // ---- erf x

    private Value erf(Value x) {
        Value square = v.mul(x, x);
        Value size = v.abs(x);
        Value t = v.div(v.constant(1), v.add(size, 2));
        Value outer = v.sub(v.constant(1), v.mul(exp(v.neg(square)), polynomial(c.erfOuter(), t)));
        outer = withSign(v.select(v.compare(size, "GT", c.erfIsOne()), 1, outer), x);
        Value inner = v.fma(x, polynomial(c.erfInner(), square), x);
        Value value = v.select(v.compare(size, "LT", 1), inner, outer);
        return v.select(v.compare(x, "EQ", 0), x, value);
    }
}
