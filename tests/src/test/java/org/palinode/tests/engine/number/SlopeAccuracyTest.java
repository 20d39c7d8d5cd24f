package org.palinode.tests.engine.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/** Slopes that fade as e^−|x| keep their relative accuracy to where they are no normal numbers any more, in all engines. */
class SlopeAccuracyTest {
    /** Two functions of 4 ulp and their product; a third for the second derivative. */
    private static final double ULPS = 12;

    static List<Arguments> fading() {
        UnaryOperator<Dfp> sigmoid = x -> ExactFunction.sigmoid(x).multiply(ExactFunction.sigmoid(x.negate()));
        List<Arguments> all = new ArrayList<>();
        for (DType dtype : DType.values()) {
            all.add(Arguments.of("sigmoid'", dtype, (UnaryOperator<Tensor>) Tensor::sigmoid, 1, sigmoid));
            all.add(Arguments.of("softplus''", dtype, (UnaryOperator<Tensor>) Tensor::softplus, 2, sigmoid));
            all.add(Arguments.of("softplus'", dtype, (UnaryOperator<Tensor>) Tensor::softplus, 1, (UnaryOperator<Dfp>)
                    ExactFunction::sigmoid));
        }
        all.add(Arguments.of("tanh'", DType.FLOAT32, (UnaryOperator<Tensor>) Tensor::tanh, 1, (UnaryOperator<Dfp>)
                ExactFunction::sechSquare));
        return all;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("fading")
    void slopesKeepTheirDigits(
            String name, DType dtype, UnaryOperator<Tensor> function, int order, UnaryOperator<Dfp> exact) {
        double smallest = dtype == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
        double[] x = points(dtype);
        for (Engine engine : Engines.available()) {
            double[] slopes = slopes(function, order, dtype, engine, x);
            for (int i = 0; i < x.length; i++) {
                double expected = ExactFunction.at(exact, x[i]).toDouble();
                if (expected >= smallest) {
                    double ulp = dtype == DType.FLOAT64 ? Math.ulp(expected) : Math.ulp((float) expected);
                    assertEquals(expected, slopes[i], ULPS * ulp, engine + " " + name + " at " + x[i]);
                }
            }
        }
    }

    private static double[] slopes(UnaryOperator<Tensor> function, int order, DType dtype, Engine engine, double[] x) {
        TensorType type = new TensorType(dtype, Shape.of(x.length));
        Program program = Program.traceClosed(List.of(type), in -> {
            UnaryOperator<Tensor> slope = function;
            for (int i = 0; i < order; i++) {
                UnaryOperator<Tensor> last = slope;
                slope = Autodiff.grad((Tensor y) -> last.apply(y).sum());
            }
            return List.of(slope.apply(in.get(0)));
        });
        return Engines.run(engine, program, List.of(x)).get(0);
    }

    /** Of both signs, dense where slopes are of size 1, and on to where they are subnormal. */
    private static double[] points(DType dtype) {
        double far = dtype == DType.FLOAT64 ? 709 : 88;
        List<Double> all = new ArrayList<>(List.of(0.0, 37.42994975023705, -37.42994975023705));
        for (double size = 0.01; size < far; size *= 1.15) {
            all.add(size);
            all.add(-size);
        }
        return all.stream().mapToDouble(dtype::round).toArray();
    }

    /** 1 − y² in float64: its error is one of 1, as promised. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void theSlopeOfTanhHasTheErrorThatIsDocumented(DType dtype) {
        double[] x = {0, 1, -3, 5, 9, 10};
        for (Engine engine : Engines.available()) {
            double[] slopes = slopes(Tensor::tanh, 1, dtype, engine, x);
            for (int i = 0; i < x.length; i++) {
                double expected =
                        ExactFunction.at(ExactFunction::sechSquare, x[i]).toDouble();
                assertEquals(expected, slopes[i], 8 * dtype.epsilon(), engine + " at " + x[i]);
            }
            boolean wide = dtype == DType.FLOAT64;
            assertTrue(!wide || Math.abs(slopes[5] / 8.244614512e-9 - 1) < 3e-8, "at 10: " + slopes[5]);
        }
    }
}
