package org.palinode.autodiff.internal.kernel.function;

import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Bits;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Mask;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Value;
import org.palinode.autodiff.memory.DType;

/**
 * The formulas of {@link Exponential}, {@link Logarithm}, {@link Softplus}, {@link Trigonometric} and {@link ErrorFunction} on vectors, for both types of
 * number. For double they are those formulas, operation by operation.
 */
public final class VectorFormulas {
    private final VectorCalculator v;
    private final Coefficients c;

    VectorFormulas(VectorCalculator calculator, DType dtype) {
        v = calculator;
        c = dtype == DType.FLOAT64 ? Coefficients.DOUBLE : Coefficients.FLOAT;
    }

    // ---- where formulas do not hold

    /** The mask of numbers whose e^x may be infinite or subnormal. */
    public Mask beyondExp(Value x) {
        return v.compare(v.abs(x), "GT", c.ordinaryExponent());
    }

    /** The mask of numbers whose e^2x may be infinite or subnormal. */
    public Mask beyondExpOfTwice(Value x) {
        return v.compare(v.abs(x), "GT", 0.5 * c.ordinaryExponent());
    }

    /** The mask of what is not a positive normal number. */
    public Mask beyondLog(Value x) {
        return v.notBoth(v.compare(x, "GE", c.smallestNormal()), v.compare(x, "LE", c.largest()));
    }

    public Mask beyondLog1p(Value x) {
        return v.notBoth(v.compare(x, "GT", -1), v.compare(x, "LE", c.largest()));
    }

    public Mask beyondAngles(Value x) {
        return v.compare(v.abs(x), "GT", c.largestAngle());
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

    /** e^x where it is neither infinite nor subnormal. */
    public Value exp(Value x) {
        Value shifted = shifted(x);
        Value power = power(shifted);
        return v.fma(q(x, v.sub(shifted, c.exponentShift())), power, power);
    }

    public Value expm1(Value x) {
        Value shifted = shifted(x);
        Value power = power(shifted);
        Value value = v.fma(q(x, v.sub(shifted, c.exponentShift())), power, v.sub(power, 1));
        return v.select(v.compare(x, "EQ", 0), x, value);
    }

    private Value withSign(Value size, Value x) {
        Bits sign = v.and(v.bits(x), c.sign());
        return v.number(v.xor(v.bits(size), sign));
    }

    public Value tanh(Value x) {
        Value size = v.abs(x);
        Value twice = v.add(size, size);
        Value shifted = shifted(twice);
        Value power = power(shifted);
        Value t = v.fma(q(twice, v.sub(shifted, c.exponentShift())), power, v.sub(power, 1));
        Value value = v.div(t, v.add(t, 2));
        value = withSign(v.select(v.compare(size, "GT", Exponential.TANH_IS_ONE), 1, value), x);
        return v.select(v.compare(size, "LT", c.tanhIsX()), x, value);
    }

    public Value oddExpm1(Value x) {
        Value twice = v.mul(v.abs(x), 2);
        Value shifted = shifted(twice);
        Value power = power(shifted);
        Value t = v.fma(q(twice, v.sub(shifted, c.exponentShift())), power, v.sub(power, 1));
        return withSign(v.select(v.compare(x, "EQ", 0), v.abs(x), t), x);
    }

    public Value sechSquare(Value x) {
        Value tail = exp(v.mul(v.abs(x), -2));
        Value sum = v.add(tail, 1);
        return v.div(v.mul(tail, 4), v.mul(sum, sum));
    }

    public Value sigmoid(Value x) {
        Value tail = exp(v.neg(v.abs(x)));
        return v.div(v.select(v.compare(x, "LT", 0), tail, v.constant(1)), v.add(tail, 1));
    }

    // ---- log x

    private Value logarithm(Value x, Value correction) {
        Bits bits = v.add(v.bits(x), c.one() - c.sqrtHalf());
        Value k = v.sub(v.number(v.or(v.shiftRight(bits, c.fractionBits()), c.integer())), c.integerOffset());
        Value f = v.sub(v.number(v.add(v.and(bits, c.fraction()), c.sqrtHalf())), 1);
        Value s = v.div(f, v.add(f, 2));
        Value z = v.mul(s, s);
        Value half = v.mul(v.mul(f, 0.5), f);
        Value low = v.fma(s, v.fma(z, polynomial(c.logarithm(), z), half), v.fma(k, c.logLow(), correction));
        return v.sub(v.mul(k, c.logHigh()), v.sub(v.sub(half, low), f));
    }

    public Value log(Value x) {
        return logarithm(x, v.constant(0));
    }

    public Value log1p(Value x) {
        Value u = v.add(x, 1);
        Value one = v.sub(u, x);
        Value lost = v.add(v.sub(x, v.sub(u, one)), v.sub(v.constant(1), one));
        return v.select(v.compare(x, "EQ", 0), x, logarithm(u, v.div(lost, u)));
    }

    public Value softplus(Value x) {
        Value size = v.abs(x);
        Value shifted = v.fma(size, v.constant(c.log2E()), c.integerShift());
        Value n = v.sub(shifted, c.integerShift());
        Value r = v.fma(n, -c.ln2Low(), v.fma(n, -c.ln2High(), size));
        Value square = v.mul(r, r);
        Value e = v.fma(square, polynomial(c.hyperbolicCotangent(), square), 2);
        Value numerator = v.number(v.sub(v.bits(v.sub(e, r)), v.shiftLeft(v.bits(shifted), c.fractionBits())));
        Value denominator = v.add(e, r);
        Value s = v.div(numerator, v.add(v.add(denominator, denominator), numerator));
        Value y = v.mul(s, s);
        Value tail = v.fma(v.mul(s, y), polynomial(c.inverseHyperbolicTangent(), y), v.add(s, s));
        Value twicePositive = v.add(size, x); // x is finite here: cheaper than to select
        return v.fma(twicePositive, v.constant(0.5), tail);
    }

    // ---- sin x

    public Value sin(Value x) {
        return v.select(v.compare(x, "EQ", 0), x, sin(x, 0));
    }

    public Value cos(Value x) {
        return sin(x, 1);
    }

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

    public Value erf(Value x) {
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
