package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.PrimitiveCases;
import org.palinode.autodiff.tensor.Tensor;

/** Values against ND4J's own operations, and against java.lang.Math where ND4J is no independent witness. */
class PrimitiveValuesTest {
    /** ND4J's functions are good to a few ulp, its erf and expm1 included. */
    private static final double FEW_ULP = 4e-15;

    static Stream<Arguments> unary() {
        return Stream.of(
                Arguments.of("exp", (UnaryOperator<Tensor>) Tensor::exp, (UnaryOperator<INDArray>)
                        x -> Transforms.exp(x, true)),
                Arguments.of("sin", (UnaryOperator<Tensor>) Tensor::sin, (UnaryOperator<INDArray>)
                        x -> Transforms.sin(x, true)),
                Arguments.of("cos", (UnaryOperator<Tensor>) Tensor::cos, (UnaryOperator<INDArray>)
                        x -> Transforms.cos(x, true)),
                Arguments.of("tanh", (UnaryOperator<Tensor>) Tensor::tanh, (UnaryOperator<INDArray>)
                        x -> Transforms.tanh(x, true)),
                Arguments.of("sigmoid", (UnaryOperator<Tensor>) Tensor::sigmoid, (UnaryOperator<INDArray>)
                        x -> Transforms.sigmoid(x, true)),
                Arguments.of("softplus", (UnaryOperator<Tensor>) Tensor::softplus, (UnaryOperator<INDArray>)
                        x -> Transforms.softPlus(x, true)),
                Arguments.of("relu", (UnaryOperator<Tensor>) Tensor::relu, (UnaryOperator<INDArray>)
                        x -> Transforms.relu(x, true)),
                Arguments.of("abs", (UnaryOperator<Tensor>) Tensor::abs, (UnaryOperator<INDArray>)
                        x -> Transforms.abs(x, true)),
                Arguments.of("sign", (UnaryOperator<Tensor>) Tensor::sign, (UnaryOperator<INDArray>)
                        x -> Transforms.sign(x, true)),
                Arguments.of("negate", (UnaryOperator<Tensor>) Tensor::negate, (UnaryOperator<INDArray>) INDArray::neg),
                Arguments.of("sum", (UnaryOperator<Tensor>) Tensor::sum, (UnaryOperator<INDArray>) INDArray::sum),
                Arguments.of("sum(0)", (UnaryOperator<Tensor>) x -> x.sum(0), (UnaryOperator<INDArray>) x -> x.sum(0)),
                Arguments.of(
                        "sum(-1)", (UnaryOperator<Tensor>) x -> x.sum(-1), (UnaryOperator<INDArray>) x -> x.sum(2)),
                Arguments.of(
                        "mean(1)", (UnaryOperator<Tensor>) x -> x.mean(1), (UnaryOperator<INDArray>) x -> x.mean(1)),
                Arguments.of("max", (UnaryOperator<Tensor>) Tensor::max, (UnaryOperator<INDArray>) INDArray::max),
                Arguments.of("max(1)", (UnaryOperator<Tensor>) x -> x.max(1), (UnaryOperator<INDArray>) x -> x.max(1)),
                Arguments.of("min", (UnaryOperator<Tensor>) Tensor::min, (UnaryOperator<INDArray>) INDArray::min),
                Arguments.of("min(1)", (UnaryOperator<Tensor>) x -> x.min(1), (UnaryOperator<INDArray>) x -> x.min(1)),
                Arguments.of("atan", (UnaryOperator<Tensor>) Tensor::atan, (UnaryOperator<INDArray>)
                        x -> Transforms.atan(x, true)),
                Arguments.of("floor", (UnaryOperator<Tensor>) Tensor::floor, (UnaryOperator<INDArray>)
                        x -> Transforms.floor(x, true)),
                Arguments.of("norm", (UnaryOperator<Tensor>) Tensor::norm, (UnaryOperator<INDArray>) INDArray::norm2),
                Arguments.of("transpose", (UnaryOperator<Tensor>) x -> x.transpose(2, 0, 1), (UnaryOperator<INDArray>)
                        x -> x.permute(2, 0, 1)),
                Arguments.of(
                        "slice", (UnaryOperator<Tensor>) x -> x.slice(1, 1, 3).get(1), (UnaryOperator<INDArray>)
                                x -> x.get(
                                        org.nd4j.linalg.indexing.NDArrayIndex.point(1),
                                        org.nd4j.linalg.indexing.NDArrayIndex.interval(1, 3),
                                        org.nd4j.linalg.indexing.NDArrayIndex.all())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unary")
    void unaryFunctionsAgreeWithNd4j(String name, UnaryOperator<Tensor> ours, UnaryOperator<INDArray> theirs) {
        Tensor x = PrimitiveCases.signed(1, 3, 4, 5).times(2);
        assertClose(Tensor.of(theirs.apply(x.toINDArray())), ours.apply(x), FEW_ULP * 60);
    }

    static Stream<Arguments> binary() {
        return Stream.of(
                Arguments.of("add", (BinaryOperator<Tensor>) Tensor::plus, (BinaryOperator<INDArray>) INDArray::add),
                Arguments.of(
                        "subtract", (BinaryOperator<Tensor>) Tensor::minus, (BinaryOperator<INDArray>) INDArray::sub),
                Arguments.of(
                        "multiply", (BinaryOperator<Tensor>) Tensor::times, (BinaryOperator<INDArray>) INDArray::mul),
                Arguments.of(
                        "divide", (BinaryOperator<Tensor>) Tensor::dividedBy, (BinaryOperator<INDArray>) INDArray::div),
                Arguments.of("power", (BinaryOperator<Tensor>) (a, b) -> a.abs().power(b), (BinaryOperator<INDArray>)
                        (a, b) -> Transforms.pow(Transforms.abs(a, true), b, true)),
                Arguments.of("minimum", (BinaryOperator<Tensor>) Tensor::minimum, (BinaryOperator<INDArray>)
                        (a, b) -> Transforms.min(a, b, true)),
                Arguments.of("maximum", (BinaryOperator<Tensor>) Tensor::maximum, (BinaryOperator<INDArray>)
                        (a, b) -> Transforms.max(a, b, true)),
                Arguments.of("less", (BinaryOperator<Tensor>) Tensor::less, (BinaryOperator<INDArray>)
                        (a, b) -> a.lt(b).castTo(a.dataType())),
                Arguments.of("greater", (BinaryOperator<Tensor>) Tensor::greater, (BinaryOperator<INDArray>)
                        (a, b) -> a.gt(b).castTo(a.dataType())),
                Arguments.of(
                        "matmul", (BinaryOperator<Tensor>) (a, b) -> a.matmul(b.transpose()), (BinaryOperator<INDArray>)
                                (a, b) -> a.mmul(b.transpose())),
                Arguments.of(
                        "concatenate",
                        (BinaryOperator<Tensor>) (a, b) -> Tensor.concatenate(1, a, b),
                        (BinaryOperator<INDArray>) (a, b) -> Nd4j.concat(1, a, b)),
                Arguments.of("stack", (BinaryOperator<Tensor>) (a, b) -> Tensor.stack(a, b), (BinaryOperator<INDArray>)
                        (a, b) -> Nd4j.stack(0, a, b)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binary")
    void binaryFunctionsAgreeWithNd4j(String name, BinaryOperator<Tensor> ours, BinaryOperator<INDArray> theirs) {
        Tensor a = PrimitiveCases.signed(1, 7, 5);
        Tensor b = PrimitiveCases.signed(2, 7, 5);
        assertClose(Tensor.of(theirs.apply(a.toINDArray(), b.toINDArray())), ours.apply(a, b), FEW_ULP * 10);
    }

    static Stream<Arguments> scalar() {
        return Stream.of(
                Arguments.of("log", (UnaryOperator<Tensor>) Tensor::log, (DoubleUnaryOperator) Math::log),
                Arguments.of("log1p", (UnaryOperator<Tensor>) Tensor::log1p, (DoubleUnaryOperator) Math::log1p),
                Arguments.of("expm1", (UnaryOperator<Tensor>) Tensor::expm1, (DoubleUnaryOperator) Math::expm1),
                Arguments.of("sqrt", (UnaryOperator<Tensor>) Tensor::sqrt, (DoubleUnaryOperator) Math::sqrt),
                Arguments.of("erf", (UnaryOperator<Tensor>) Tensor::erf, (DoubleUnaryOperator)
                        x -> x < 1e-9 ? x * 2 / Math.sqrt(Math.PI) : Erf.erf(x)),
                Arguments.of("silu", (UnaryOperator<Tensor>) Tensor::silu, (DoubleUnaryOperator)
                        x -> x / (1 + Math.exp(-x))),
                Arguments.of("gelu", (UnaryOperator<Tensor>) Tensor::gelu, (DoubleUnaryOperator)
                        x -> 0.5 * x * (1 + Erf.erf(x / Math.sqrt(2)))),
                Arguments.of("power", (UnaryOperator<Tensor>) x -> x.power(2.5), (DoubleUnaryOperator)
                        x -> Math.pow(x, 2.5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scalar")
    void scalarFunctionsAgreeWithMath(String name, UnaryOperator<Tensor> ours, DoubleUnaryOperator exact) {
        for (double x : new double[] {1e-300, 1e-12, 0.1, 1, 3.7, 25}) {
            double expected = exact.applyAsDouble(x);
            assertEquals(
                    expected, ours.apply(Tensor.of(x)).get(0).item(), FEW_ULP * Math.abs(expected), name + " of " + x);
            Tensor single = ours.apply(Tensor.of(x).cast(DType.FLOAT32));
            assertEquals(DType.FLOAT32, single.dtype());
        }
    }

    @Test
    void functionsDoNotOverflowWhereTheirValuesDoNot() {
        Tensor far = Tensor.of(-800, 800);
        assertNumbers(far.sigmoid(), 0, 0, 1);
        assertNumbers(far.softplus(), 0, 0, 800);
        assertNumbers(far.tanh(), 0, -1, 1);
        assertNumbers(far.silu(), 0, 0, 800);
        assertNumbers(far.gelu(), 0, 0, 800);
    }

    @Test
    void nanAndInfinityPassThrough() {
        Tensor odd = Tensor.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertNumbers(odd.relu(), 0, Double.NaN, Double.POSITIVE_INFINITY, 0);
        assertNumbers(odd.softplus(), 0, Double.NaN, Double.POSITIVE_INFINITY, 0);
        assertNumbers(odd.maximum(1), 0, Double.NaN, Double.POSITIVE_INFINITY, 1);
        assertNumbers(odd.max(), 0, Double.NaN);
        assertNumbers(odd.less(0), 0, 0, 0, 1);
        assertNumbers(odd.notEqualTo(odd), 0, 1, 0, 0);
    }

    @Test
    void solveInvertsTheProduct() {
        Tensor a = PrimitiveCases.signed(1, 5, 5).plus(Tensor.eye(5).times(4));
        Tensor b = PrimitiveCases.signed(2, 5, 3);
        assertClose(b, a.matmul(a.solve(b)), 1e-13); // condition number near 4
        assertClose(b.index(1, 0), a.matmul(a.solve(b.index(1, 0))), 1e-13);
    }

    @Test
    void singularMatricesAreRefusedWhenTheyAreMet() {
        Tensor singular = Tensor.of(new double[][] {{1, 2}, {2, 4}});
        Function<Tensor, Tensor> compiled = compile(a -> a.solve(Tensor.of(1, 1)));
        String message = "solve or inverse met a singular matrix f64[2, 2]: pivot 2 of its LU factors is zero";
        assertEquals(
                message,
                assertThrows(ArithmeticException.class, () -> singular.solve(Tensor.of(1, 1)))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(ArithmeticException.class, () -> compiled.apply(singular))
                        .getMessage());
        assertNumbers(compiled.apply(Tensor.eye(2)), 0, 1, 1);
    }

    @Test
    void whatIsNotANumberIsNotSolved() {
        for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Tensor matrix = Tensor.of(new double[][] {{1, odd}, {0, 1}});
            assertNumbers(matrix.solve(Tensor.of(1, 2)), 0, Double.NaN, Double.NaN);
        }
        Tensor sides = Tensor.of(new double[][] {{1, Double.NaN}, {2, 3}});
        Tensor x = Tensor.of(new double[][] {{2, 1}, {0, 4}}).solve(sides);
        assertNumbers(x, 1e-15, 0.25, Double.NaN, 0.5, Double.NaN);
    }

    @Test
    void nothingIsSolvedToNothing() {
        assertNumbers(Tensor.zeros(0, 0).solve(Tensor.zeros(0)), 0);
        assertNumbers(Tensor.eye(2).solve(Tensor.zeros(2, 0)), 0);
    }
}
