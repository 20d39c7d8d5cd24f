package org.palinode.autodiff.tensor;

import static org.objectweb.asm.Opcodes.*;
import static org.palinode.autodiff.internal.kernel.function.LaneCode.method;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.instruction;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.math;
import static org.palinode.autodiff.tensor.Cotangents.over;
import static org.palinode.autodiff.tensor.Cotangents.times;

import java.util.List;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;

/** Sums, products and powers of single numbers. */
final class Arithmetic {
    // @formatter:off
    static final Elementwise ADD = new Binary("add", instruction(DADD, FADD), method("add")) {
        @Override double value(double a, double b) { return a + b; }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return g; }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return g; }
        @Override public double start() { return 0; }
        @Override public double leftNeutral() { return 0; }
        @Override public double rightNeutral() { return 0; }
    };

    static final Elementwise SUBTRACT = new Binary("subtract", instruction(DSUB, FSUB), method("sub")) {
        @Override double value(double a, double b) { return a - b; }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return g; }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return g.negate(); }
        @Override public double rightNeutral() { return 0; }
    };

    static final Elementwise MULTIPLY = new Binary("multiply", instruction(DMUL, FMUL), method("mul")) {
        @Override double value(double a, double b) { return a * b; }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return times(g, b); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return times(g, a); }
        @Override public double leftNeutral() { return 1; }
        @Override public double rightNeutral() { return 1; }
    };

    static final Elementwise DIVIDE = new Binary("divide", instruction(DDIV, FDIV), method("div")) {
        @Override double value(double a, double b) { return a / b; }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return over(g, b); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return over(times(g, y), b).negate(); }
        @Override public double rightNeutral() { return 1; }
        @Override public NumberFunction ofReciprocal() { return MULTIPLY; }
    };

    static final Elementwise NEGATE = new Unary("negate", instruction(DNEG, FNEG), method("neg")) {
        @Override double value(double x) { return -x; }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return g.negate(); }
    };

    /** a^b; the slope for a is 0 where b = 0, that for b where a = 0 &lt; b, and −∞ where a = 0 and the value jumps, at b = 0. */
    static final Elementwise POWER = new Binary("power", math("pow"), null) {
        @Override double value(double a, double b) { return Math.pow(a, b); }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return times(g, times(b, a.power(b.minus(1)))); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return times(g, times(y, a.log())); }
    };

    static final Elementwise SQRT = new Unary("sqrt", math("sqrt"), method("sqrt")) {
        @Override double value(double x) { return Math.sqrt(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, y.times(2)); }
    };

    static final Elementwise CBRT = new Unary("cbrt", math("cbrt")) {
        @Override double value(double x) { return Math.cbrt(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, y.square().times(3)); }
    };

    /** √(a² + b²); slopes 0 at the origin. */
    static final Elementwise HYPOT = new Binary("hypot", math("hypot"), null) {
        @Override double value(double a, double b) { return Math.hypot(a, b); }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return Tensor.apply(Cotangents.SPREAD, g, a, y); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return Tensor.apply(Cotangents.SPREAD, g, b, y); }
        @Override Tensor beyondKinks(List<Tensor> in, List<Tensor> inDot, Tensor linear) {
            List<Tensor> dots = withZeros(in, inDot);
            Tensor isOrigin = in.get(0).hypot(in.get(1)).equalTo(0);
            return Tensor.where(isOrigin, dots.get(0).hypot(dots.get(1)), linear);
        }
    };
    // @formatter:on

    private Arithmetic() {}
}
