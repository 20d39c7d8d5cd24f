package org.palinode.tests.engine.size;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/**
 * Products of matrices and their derivatives at sizes beyond those at which BLAS, tiles, threads and generated code go over to something else.
 * Numbers are whole, and results equal to those of plain loops.
 */
@Tag("thorough")
class ProductSizesTest {
    private static final List<Integer> SIZES = List.of(31, 32, 33, 64, 129, 256);

    /** Beside those: products of so few numbers that they are written out, rows and columns. */
    private static final List<Integer> SMALL_SIZES = List.of(1, 2, 7, 8, 9, 33, 130);

    static final List<Primitives.Product> FORMS = IntStream.range(0, 4)
            .mapToObj(bits -> new Primitives.Product((bits & 1) == 1, (bits & 2) == 2))
            .toList();

    @ParameterizedTest(name = "{0} rows")
    @FieldSource("SIZES")
    void productsTangentsAndCotangentsAreThoseOfPlainLoops(int m) {
        for (int k : SIZES) {
            for (int n : SIZES) {
                WholeProduct expected = WholeProduct.of(m, k, n);
                for (Primitives.Product form : FORMS) {
                    for (DType dtype : DType.values()) {
                        check(expected, form, dtype);
                    }
                }
            }
        }
    }

    static void check(WholeProduct expected, Primitives.Product form, DType dtype) {
        Tensor a = expected.left(dtype, form.transposeA(), expected.a());
        Tensor b = expected.right(dtype, form.transposeB(), expected.b());
        String what = form + " " + dtype + " " + expected;
        var recording =
                Autodiff.vjp((List<Tensor> in) -> Tensor.apply(form.operation(), in.get(0), in.get(1)), List.of(a, b));
        List<Tensor> cotangents = recording.pullBack(expected.result(dtype, expected.cBar()));
        assertSame(expected.result(dtype, expected.c()), recording.value(), what);
        assertSame(expected.left(dtype, form.transposeA(), expected.aBar()), cotangents.get(0), "Ā of " + what);
        assertSame(expected.right(dtype, form.transposeB(), expected.bBar()), cotangents.get(1), "B̄ of " + what);

        Tensor moved = Autodiff.<List<Tensor>, Tensor>jvp(
                        in -> Tensor.apply(form.operation(), in.get(0), in.get(1)),
                        List.of(a, b),
                        List.of(a.times(3), b.negate()))
                .tangent();
        assertSame(expected.result(dtype, expected.c()).times(2), moved, "Ċ of " + what);
    }

    private static void assertSame(Tensor expected, Tensor actual, String what) {
        assertEquals(expected.type(), actual.type(), what);
        assertArrayEquals(expected.toArray(), actual.toArray(), what);
    }

    /** A row on the left goes to gemv, a column and a row to ger, few numbers to straight-line code, if they are added to what is there. */
    @ParameterizedTest(name = "{0} rows")
    @FieldSource("SMALL_SIZES")
    void everyEngineMultipliesAndAddsTheProducts(int m) {
        for (int k : SMALL_SIZES) {
            for (int n : SMALL_SIZES) {
                WholeProduct expected = WholeProduct.of(m, k, n);
                for (Primitives.Product form : FORMS) {
                    for (DType dtype : DType.values()) {
                        checkEngines(expected, form, dtype, Engines.available());
                    }
                }
            }
        }
    }

    static void checkEngines(WholeProduct product, Primitives.Product form, DType dtype, List<Engine> engines) {
        Tensor a = product.left(dtype, form.transposeA(), product.a());
        Tensor b = product.right(dtype, form.transposeB(), product.b());
        List<TensorType> types = List.of(a.type(), b.type());
        Program value = Program.trace(types, in -> List.of(Tensor.apply(form.operation(), in.get(0), in.get(1))))
                .program();
        List<double[]> in = List.of(a.toArray(), b.toArray());
        List<double[]> c = List.of(product.c());
        List<double[]> inAndCotangent = List.of(a.toArray(), b.toArray(), product.cBar());
        List<double[]> cotangents = List.of(
                product.left(dtype, form.transposeA(), product.aBar()).toArray(),
                product.right(dtype, form.transposeB(), product.bBar()).toArray());
        Program pullBack = value.vjp(input -> true);
        for (Engine engine : engines) {
            String what = engine + " " + form + " " + dtype + " " + product;
            assertAll(c, Engines.run(engine, value, in), what);
            assertAll(twiceAndOne(c), Engines.addTwice(engine, value, in), "added: " + what);
            assertAll(
                    twiceAndOne(cotangents), Engines.addTwice(engine, pullBack, inAndCotangent), "cotangents: " + what);
        }
    }

    private static List<double[]> twiceAndOne(List<double[]> all) {
        return all.stream()
                .map(each -> DoubleStream.of(each).map(x -> 1 + 2 * x).toArray())
                .toList();
    }

    private static void assertAll(List<double[]> expected, List<double[]> actual, String what) {
        assertEquals(expected.size(), actual.size(), what);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), what);
        }
    }

    /** Three pairs of matrices, then three on the left for one on the right. */
    @ParameterizedTest(name = "{0} rows")
    @FieldSource("SIZES")
    void batchesAreMultipliedOneByOne(int m) {
        int k = 65;
        int n = 34;
        WholeProduct one = WholeProduct.of(m, k, n);
        Tensor a = one.left(DType.FLOAT64, false, one.a());
        Tensor b = one.right(DType.FLOAT64, false, one.b());
        Tensor cBar = one.result(DType.FLOAT64, one.cBar());
        Tensor c = one.result(DType.FLOAT64, one.c());
        Tensor aBar = one.left(DType.FLOAT64, false, one.aBar());
        Tensor bBar = one.right(DType.FLOAT64, false, one.bBar());

        var pairs = Autodiff.vjp((List<Tensor> in) -> in.get(0).matmul(in.get(1)), List.of(multiples(a), multiples(b)));
        List<Tensor> cotangents = pairs.pullBack(Tensor.stack(cBar, cBar, cBar));
        assertSame(Tensor.stack(c, c.times(4), c.times(9)), pairs.value(), "pairs");
        assertSame(multiples(aBar), cotangents.get(0), "Ā of pairs");
        assertSame(multiples(bBar), cotangents.get(1), "B̄ of pairs");

        var shared = Autodiff.vjp((List<Tensor> in) -> in.get(0).matmul(in.get(1)), List.of(multiples(a), b));
        cotangents = shared.pullBack(Tensor.stack(cBar, cBar, cBar));
        assertSame(multiples(c), shared.value(), "one on the right");
        assertSame(Tensor.stack(aBar, aBar, aBar), cotangents.get(0), "Ā of one on the right");
        assertSame(bBar.times(6), cotangents.get(1), "B̄ of one on the right");
    }

    private static Tensor multiples(Tensor matrix) {
        return Tensor.stack(matrix, matrix.times(2), matrix.times(3));
    }

    /** In both modes, which carry all directions at a time. */
    @ParameterizedTest(name = "{0} rows")
    @FieldSource("SIZES")
    void theJacobianOfALinearFunctionIsItsMatrix(int m) {
        for (int n : new int[] {9, 33, 130}) {
            WholeProduct numbers = WholeProduct.of(m, n, 1);
            Tensor matrix = numbers.left(DType.FLOAT64, false, numbers.a());
            Tensor x = numbers.right(DType.FLOAT64, false, numbers.b()).flatten();
            assertSame(matrix, Autodiff.jacobianForward(matrix::matmul, x), "forward, A x, " + numbers);
            assertSame(matrix, Autodiff.jacobianReverse(matrix::matmul, x), "reverse, A x, " + numbers);
            Tensor transpose = matrix.transpose();
            assertSame(matrix, Autodiff.jacobianForward(y -> y.matmul(transpose), x), "forward, x Aᵀ, " + numbers);
            assertSame(matrix, Autodiff.jacobianReverse(y -> y.matmul(transpose), x), "reverse, x Aᵀ, " + numbers);
        }
    }
}
