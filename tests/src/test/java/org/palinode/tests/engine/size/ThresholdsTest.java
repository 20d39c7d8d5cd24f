package org.palinode.tests.engine.size;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/**
 * Beyond the limits at which the engine and BLAS go over to something else and that no other test reaches (docs/reference/tested-sizes.md), in whole numbers:
 * equal to plain loops.
 */
@Tag("thorough")
class ThresholdsTest {
    static List<Engine> engines() {
        return Engines.available();
    }

    /** 64 parts at most, 2,500 blocks of 1,024 numbers and a rest; sums below 2⁵³. */
    @ParameterizedTest
    @CsvSource({"1, 2500009", "1251, 2003", "2500009, 1"})
    void loopsInAsManyPartsAsThereMayBeComputeEveryNumber(int rows, int columns) {
        int n = rows * columns;
        double[] x = whole(n, i -> (i * 7L) % 11 - 4);
        double[] b = whole(columns, j -> j % 5 - 2);
        double[] y = whole(n, i -> (x[i] + b[i % columns]) * x[i] + 1);
        double[] ofRows = new double[columns];
        double[] ofColumns = new double[rows];
        for (int i = 0; i < n; i++) {
            ofRows[i % columns] += y[i];
            ofColumns[i / columns] += y[i];
        }
        Program program = Program.trace(List.of(TensorType.float64(rows, columns), TensorType.float64(columns)), in -> {
                    Tensor value = in.get(0).plus(in.get(1)).times(in.get(0)).plus(1);
                    return List.of(value, value.sum(), value.max(), value.sum(0), value.sum(1));
                })
                .program();
        List<double[]> expected = List.of(
                y,
                new double[] {Arrays.stream(y).sum()},
                new double[] {Arrays.stream(y).max().orElseThrow()},
                ofRows,
                ofColumns);
        List<double[]> actual = Engines.run(Engines.warm(), program, List.of(x, b));
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "output " + i);
        }
    }

    private static double[] whole(int count, IntToDoubleFunction number) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, number);
        return numbers;
    }

    /**
     * y ← y c + z, z ← y − z: on 8 numbers 1,600 equations or 12,800 operations, three times what one piece of straight-line code holds, in methods of
     * 4,000 bytes each; on 200 numbers thirty times the equations of one loop. The same operations in the same order: the same bits.
     */
    @ParameterizedTest
    @MethodSource("engines")
    void longProgramsAreCutIntoPieces(Engine engine) {
        int rounds = 533;
        for (int n : new int[] {1, 8, 200}) {
            double[] y = new Random(n).doubles(n, -1, 1).toArray();
            double[] z = new Random(n + 1).doubles(n, -1, 1).toArray();
            List<double[]> in = List.of(y.clone(), z.clone());
            Program program = Program.trace(List.of(TensorType.float64(n), TensorType.float64(n)), args -> {
                        Tensor a = args.get(0);
                        Tensor b = args.get(1);
                        for (int round = 0; round < rounds; round++) {
                            Tensor next = a.times(factor(round)).plus(b);
                            b = next.minus(b);
                            a = next;
                        }
                        return List.of(a, b);
                    })
                    .program();
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < n; i++) {
                    y[i] = y[i] * factor(round) + z[i];
                    z[i] = y[i] - z[i];
                }
            }
            List<double[]> actual = Engines.run(engine, program, in);
            assertArrayEquals(y, actual.get(0), engine + " on " + n);
            assertArrayEquals(z, actual.get(1), engine + " on " + n);
        }
    }

    private static double factor(int round) {
        return 0.3 * Math.sin(round);
    }

    /** One expression 200 operations deep, without a value that is used twice: cut where it is deeper than 24. */
    @ParameterizedTest
    @MethodSource("engines")
    void deepExpressionsAreCut(Engine engine) {
        int depth = 200;
        Program program = Program.trace(List.of(TensorType.float64(3)), in -> {
                    Tensor y = in.get(0);
                    for (int i = 0; i < depth; i++) {
                        y = y.times(i % 2 == 0 ? 0.75 : 1.5).minus(i % 7);
                    }
                    return List.of(y);
                })
                .program();
        double[] x = {0.3, -1.7, 12};
        double[] expected = x.clone();
        for (int i = 0; i < depth; i++) {
            for (int j = 0; j < x.length; j++) {
                expected[j] = expected[j] * (i % 2 == 0 ? 0.75 : 1.5) - i % 7;
            }
        }
        assertArrayEquals(expected, Engines.run(engine, program, List.of(x)).get(0));
    }

    /** More than the 1,024 classes that are kept of loops and as many of straight-line code: what was forgotten is made again. */
    @Test
    @Tag("slow") // 2,200 classes
    void moreProgramsThanGeneratedClassesAreKeptStayRight() {
        for (int n : new int[] {2, 40}) {
            double[] x = whole(n, i -> i % 3 - 1);
            for (int number = 0; number < 1100; number++) {
                assertArrayEquals(whole(n, applied(number, x)), run(number, x), "program " + number + " of " + n);
            }
            assertArrayEquals(whole(n, applied(0, x)), run(0, x), "the first program of " + n);
        }
    }

    /** Eleven operations that the bits of {@code number} choose. */
    private static double[] run(int number, double[] x) {
        Program program = Program.trace(List.of(TensorType.float64(x.length)), in -> {
                    Tensor y = in.get(0);
                    for (int bit = 0; bit < 11; bit++) {
                        y = (number >> bit & 1) == 0
                                ? y.plus(in.get(0))
                                : y.times(in.get(0)).minus(y);
                    }
                    return List.of(y);
                })
                .program();
        return Engines.run(Engine.SCALAR, program, List.of(x)).get(0);
    }

    private static IntToDoubleFunction applied(int number, double[] x) {
        return i -> {
            double y = x[i];
            for (int bit = 0; bit < 11; bit++) {
                y = (number >> bit & 1) == 0 ? y + x[i] : y * x[i] - y;
            }
            return y;
        };
    }

    /** A compiled function keeps 256 traces. */
    @Test
    void moreShapesThanACompiledFunctionKeepsStayRight() {
        var compiled = Autodiff.compile(Autodiff.grad((Tensor x) -> x.square().sum()));
        for (int pass = 0; pass < 2; pass++) {
            for (int n = 1; n <= 300; n++) {
                double[] x = whole(n, i -> i - 3);
                assertArrayEquals(
                        whole(n, i -> 2 * x[i]), compiled.apply(Tensor.of(x)).toArray(), n + " numbers");
            }
        }
    }

    /**
     * A vector longer than the 4,096 numbers that gemv takes at a time, updates of more than 8,192 numbers by ger, products whose factors are copied
     * in several parts: more than 512 rows, 384 terms, 13,824 columns.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 5003, 9",
        "1, 9, 5003",
        "5003, 9, 1",
        "9, 5003, 1",
        "5003, 1, 9",
        "9, 1, 5003",
        "9, 700, 14009",
        "14009, 9, 33",
        "1009, 700, 33"
    })
    void longProductsAreThoseOfPlainLoops(int m, int k, int n) {
        WholeProduct product = WholeProduct.of(m, k, n);
        for (DType dtype : DType.values()) {
            for (var form : ProductSizesTest.FORMS) {
                ProductSizesTest.check(product, form, dtype);
                if (Math.min(Math.min(m, k), n) == 1) { // by gemv and ger where it is added
                    ProductSizesTest.checkEngines(product, form, dtype, List.of(Engines.warm()));
                }
            }
        }
    }

    /** LU factors from 768 rows on are made in more than two blocks; right sides as rows of 1,000 unknowns, by residuals in plain loops. */
    @ParameterizedTest
    @CsvSource({"513, 1", "1000, 1", "1000, 3"})
    void systemsOfAThousandUnknownsAreSolved(int n, int count) {
        double[] a = new Random(n).doubles((long) n * n, -1, 1).toArray();
        for (int i = 0; i < n; i++) {
            a[i * n + i] += i % 2 == 0 ? 3 : -20; // rows are exchanged, and the condition stays below 1e4
        }
        double[] b = new Random(count).doubles((long) n * count, -1, 1).toArray();
        Tensor matrix = Tensor.of(Shape.of(n, n), a);
        Tensor right = Tensor.of(Shape.of(n, count), b);
        var solved = Autodiff.vjp((Tensor rights) -> matrix.solve(rights), right);
        assertEquals(
                0, residual(n, count, (i, j) -> a[i * n + j], solved.value().toArray(), b), 1e-11);
        double[] transposed = solved.pullBack(right).toArray();
        assertEquals(0, residual(n, count, (i, j) -> a[j * n + i], transposed, b), 1e-11);
    }

    private interface Entry {
        double at(int row, int column);
    }

    /** max |A x − b|. */
    private static double residual(int n, int count, Entry a, double[] x, double[] b) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int side = 0; side < count; side++) {
                double sum = -b[i * count + side];
                for (int j = 0; j < n; j++) {
                    sum += a.at(i, j) * x[j * count + side];
                }
                largest = Double.isNaN(sum) ? Double.POSITIVE_INFINITY : Math.max(largest, Math.abs(sum));
            }
        }
        return largest;
    }
}
