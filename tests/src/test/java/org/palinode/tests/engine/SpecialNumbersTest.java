package org.palinode.tests.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** NaN, infinities and zeros of both signs in slopes, products and reductions, in all engines; functions are in {@link EnginesTest}. */
class SpecialNumbersTest {
    private static final double[] SPECIAL = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0};

    @ParameterizedTest
    @EnumSource(DType.class)
    void slopesOfFunctionsAgree(DType dtype) {
        double[] x = Arrays.stream(EnginesTest.numbers()).map(dtype::round).toArray();
        List<double[]> in = List.of(x, Arrays.stream(x).map(each -> 1).toArray());
        EnginesTest.unary().forEach((name, function) -> {
            Program slope = Program.trace(
                            List.of(new TensorType(dtype, Shape.of(x.length))),
                            arguments -> List.of(function.apply(arguments.get(0))))
                    .program()
                    .vjp(input -> true);
            double[] expected = Engines.run(Engine.INTERPRETER, slope, in).get(0);
            for (Engine engine : Engines.available()) {
                double[] actual = Engines.run(engine, slope, in).get(0);
                for (int i = 0; i < x.length; i++) {
                    String what = engine + ", slope of " + name + " at " + x[i];
                    // slopes such as 1 − y² are of size 1 where y is 4 units of the last place off
                    double tolerance = 8 * dtype.epsilon() * Math.max(1, Math.abs(expected[i]));
                    assertEquals(expected[i], actual[i], Double.isFinite(tolerance) ? tolerance : 0, what);
                }
            }
        });
    }

    /** Straight-line code, ger, gemv and gemm: none may skip a zero, which times infinity is not a number. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 2, 3", "2, 3, 4", "1, 40, 30", "40, 1, 30", "40, 30, 1", "9, 13, 7", "70, 80, 90"})
    void productsAreTheSumsOfAllTheirTerms(int m, int n, int k) {
        for (DType dtype : DType.values()) {
            for (int flags = 0; flags < 4; flags++) {
                for (double special : SPECIAL) {
                    assertProduct(dtype, flags % 2 == 1, flags / 2 == 1, new int[] {m, n, k}, special);
                }
            }
        }
    }

    private static void assertProduct(DType dtype, boolean isAt, boolean isBt, int[] size, double special) {
        int m = size[0];
        int n = size[1];
        int k = size[2];
        TensorType typeA = new TensorType(dtype, isAt ? Shape.of(k, m) : Shape.of(m, k));
        TensorType typeB = new TensorType(dtype, isBt ? Shape.of(n, k) : Shape.of(k, n));
        Program program = Program.trace(List.of(typeA, typeB), in -> {
                    Tensor a = isAt ? in.get(0).transpose() : in.get(0);
                    return List.of(a.matmul(isBt ? in.get(1).transpose() : in.get(1)));
                })
                .program();
        double[] a = withSpecial(m * k, special);
        double[] b = withSpecial(k * n, special);
        double[] expected = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) {
                    expected[i * n + j] += a[isAt ? l * m + i : i * k + l] * b[isBt ? j * k + l : l * n + j];
                }
            }
        }
        for (Engine engine : Engines.available()) {
            double[] c = Engines.run(engine, program, List.of(a, b)).get(0);
            // small integers: exact in any order
            assertArrayEquals(plain(expected), plain(c), dtype + ", " + engine + ", " + special);
        }
    }

    /** Numbers −1, 0 and 1, and the special one twice. */
    private static double[] withSpecial(int count, double special) {
        double[] numbers = new Random(count).ints(count, -1, 2).asDoubleStream().toArray();
        numbers[count / 3] = special;
        numbers[count / 2] = special;
        return numbers;
    }

    /** Without the signs of zeros, which the order of a sum decides, as that of -0 and 0. */
    private static double[] plain(double[] numbers) {
        return Arrays.stream(numbers).map(each -> each + 0.0).toArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9", "3, 2", "3, 8", "17, 13", "2, 207"})
    void reductionsAreThoseOfNumbersOneByOne(int rows, int columns) {
        for (DType dtype : DType.values()) {
            for (double special : SPECIAL) {
                for (double other : new double[] {-0.0, -1, Double.NEGATIVE_INFINITY}) {
                    double[] x = new double[rows * columns];
                    Arrays.fill(x, other);
                    x[x.length / 2] = special;
                    assertReductions(dtype, x, rows, columns);
                }
            }
        }
    }

    private static void assertReductions(DType dtype, double[] x, int rows, int columns) {
        Program program = Program.trace(List.of(new TensorType(dtype, Shape.of(rows, columns))), in -> {
                    Tensor y = in.get(0);
                    return List.of(
                            y.sum(), y.sum(0), y.sum(1), y.max(), y.max(0), y.max(1), y.min(), y.min(0), y.min(1));
                })
                .program();
        List<double[]> expected = new ArrayList<>();
        for (double start : new double[] {0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
            for (int size : new int[] {1, columns, rows}) {
                double[] starts = new double[size];
                Arrays.fill(starts, start);
                expected.add(starts);
            }
        }
        for (int i = 0; i < x.length; i++) {
            int[] places = {0, i % columns, i / columns};
            for (int j = 0; j < 3; j++) {
                int at = places[j];
                expected.get(j)[at] += x[i];
                expected.get(3 + j)[at] = Math.max(expected.get(3 + j)[at], x[i]);
                expected.get(6 + j)[at] = Math.min(expected.get(6 + j)[at], x[i]);
            }
        }
        for (Engine engine : Engines.available()) {
            List<double[]> actual = Engines.run(engine, program, List.of(x));
            for (int i = 0; i < 9; i++) {
                String what = dtype + ", " + engine + ", output " + i + " of " + Arrays.toString(x);
                assertArrayEquals(
                        i < 3 ? plain(expected.get(i)) : expected.get(i),
                        i < 3 ? plain(actual.get(i)) : actual.get(i),
                        what);
            }
        }
    }
}
