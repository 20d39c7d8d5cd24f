package org.palinode.tests.engine.number;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.hipparchus.dfp.Dfp;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;

/**
 * An elementwise function with what to hold it against.
 *
 * @param exact the oracle, for finite x whose value is neither infinite nor rounds to 0
 * @param quick a function of the JDK that is within {@code quickUlps} of the exact one and spares the oracle; null if there is none
 * @param least below, and above {@code most}, the value is {@code below} or {@code above}
 * @param scales largest sizes of the random numbers that are tried
 */
record FunctionCase(
        String name,
        UnaryOperator<Tensor> function,
        UnaryOperator<Dfp> exact,
        DoubleUnaryOperator quick,
        double quickUlps,
        double least,
        double most,
        double below,
        double above,
        double... scales) {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    static List<FunctionCase> all() {
        double max = Double.MAX_VALUE;
        // @formatter:off
        return List.of(
                new FunctionCase("exp", Tensor::exp, ExactFunction::exp, StrictMath::exp, 1, -745.2, 709.8, 0, INFINITY, 1, 40, 745),
                new FunctionCase("expm1", Tensor::expm1, ExactFunction::expm1, StrictMath::expm1, 1, -745.2, 709.8, -1, INFINITY, 1e-3, 1, 40, 745),
                new FunctionCase("log", Tensor::log, ExactFunction::log, StrictMath::log, 1, Double.MIN_VALUE, max, NAN, INFINITY, 1, 40),
                new FunctionCase("log1p", Tensor::log1p, ExactFunction::log1p, StrictMath::log1p, 1, -1, max, NAN, INFINITY, 1e-3, 1, 40),
                new FunctionCase("tanh", Tensor::tanh, ExactFunction::tanh, StrictMath::tanh, 2.5, -30, 30, -1, 1, 1e-3, 1, 25),
                new FunctionCase("odd_expm1", x -> Tensor.apply(Primitives.ODD_EXPM1, x), ExactFunction::oddExpm1, x -> Math.copySign(StrictMath.expm1(2 * Math.abs(x)), x), 1, -354.9, 354.9, -INFINITY, INFINITY, 1e-3, 1, 40, 354),
                new FunctionCase("sech_square", FunctionCase::sechSquare, ExactFunction::sechSquare, FunctionCase::sechSquare, 3, -372.8, 372.8, 0, 0, 1, 40, 372),
                new FunctionCase("sigmoid", Tensor::sigmoid, ExactFunction::sigmoid, FunctionCase::sigmoid, 2.5, -745.2, 745.2, 0, 1, 1, 40, 745),
                new FunctionCase("softplus", Tensor::softplus, ExactFunction::softplus, FunctionCase::softplus, 3, -745.2, 745.2, 0, NAN, 1, 40, 745),
                new FunctionCase("sin", Tensor::sin, ExactFunction::sin, StrictMath::sin, 1, -max, max, NAN, NAN, 1, 40, 1e3, 1e6, 1e9),
                new FunctionCase("cos", Tensor::cos, ExactFunction::cos, StrictMath::cos, 1, -max, max, NAN, NAN, 1, 40, 1e3, 1e6, 1e9),
                new FunctionCase("erf", Tensor::erf, ExactFunction::erf, null, 0, -6, 6, -1, 1, 0.1, 1, 6));
        // @formatter:on
    }

    private static Tensor sechSquare(Tensor x) {
        return Tensor.apply(Primitives.SECH_SQUARE, x);
    }

    private static double sechSquare(double x) {
        double tail = StrictMath.exp(-2 * Math.abs(x));
        return 4 * tail / ((1 + tail) * (1 + tail));
    }

    private static double sigmoid(double x) {
        double tail = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? tail : 1) / (1 + tail);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** Whether the value is finite and does not round to 0. */
    boolean isInside(double x) {
        return least <= x && x <= most && x != 0 && !(name.equals("log1p") && x == -1);
    }

    /** Random numbers of one scale, or where {@code scale} is one more than there are, of any exponent. */
    double[] points(Random random, int scale, DType dtype, int count) {
        double[] points = new double[count];
        for (int i = 0; i < count; i++) {
            points[i] = number(random, scale, dtype);
        }
        return points;
    }

    private double number(Random random, int scale, DType dtype) {
        boolean single = dtype == DType.FLOAT32;
        if (scale == scales.length) {
            return single ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong());
        }
        double x = scales[scale] * (2 * random.nextDouble() - 1);
        return single ? (float) x : x;
    }

    @Override
    public String toString() {
        return name;
    }
}
