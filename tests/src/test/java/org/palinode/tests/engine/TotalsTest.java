package org.palinode.tests.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Many totals of the same numbers, which loops collect side by side, against plain loops. */
class TotalsTest {
    /** The last one is divided among threads. */
    private static final int[][] SHAPES = {
        {1, 7},
        {3, 8},
        {5, 9},
        {3, 31},
        {2, 33},
        {129, 63},
        {4, 65},
        {1, 127},
        {7, 130},
        {2, 1000},
        {1000, 9},
        {1024, 128}
    };

    static List<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (DType dtype : DType.values()) {
            for (int[] shape : SHAPES) {
                all.add(Arguments.of(dtype, shape[0], shape[1]));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sumsOfRowsOfColumnsAndOfAllAreThoseOfPlainLoops(DType dtype, int rows, int columns) {
        Program program = Program.trace(inputTypes(dtype, rows, columns), TotalsTest::sums)
                .program();
        double[] x = ordinary(dtype, rows * columns, 1);
        double[] y = ordinary(dtype, rows * columns, 2);
        double[] squares = new double[x.length];
        double[] products = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            squares[i] = x[i] * x[i];
            products[i] = x[i] * y[i];
        }
        List<double[]> expected = List.of(
                overColumns(x, rows, columns, 0, Double::sum),
                overColumns(squares, rows, columns, 0, Double::sum),
                overColumns(products, rows, columns, 0, Double::sum),
                overRows(products, rows, columns, 0, Double::sum),
                fold(products, 1, products.length, (i, j) -> j, 0, Double::sum));
        for (Engine engine : Engines.available()) {
            List<double[]> actual = Engines.run(engine, program, List.of(x, y));
            for (int i = 0; i < expected.size(); i++) {
                // roundings of n partial sums below n / 3; their signs are random, so some √n of them remain: less than
                // 4 n
                double bound = 4 * dtype.epsilon() * rows * columns;
                assertArrayEquals(expected.get(i), actual.get(i), bound, engine + ", output " + i);
            }
        }
    }

    private static List<Tensor> sums(List<Tensor> in) {
        Tensor x = in.get(0);
        Tensor products = x.times(in.get(1));
        return List.of(x.sum(1), x.square().sum(1), products.sum(1), products.sum(0), products.sum());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void extremesOfRowsOfColumnsAndOfAllHaveTheBitsOfPlainLoops(DType dtype, int rows, int columns) {
        Program program = Program.trace(inputTypes(dtype, rows, columns), TotalsTest::extremes)
                .program();
        double[] x = ordinary(dtype, rows * columns, 1);
        double[] y = ordinary(dtype, rows * columns, 2);
        Random random = new Random(3);
        double[] numbers = EnginesTest.numbers();
        for (int i = 0; i < rows; i++) {
            double special = dtype.round(numbers[i % numbers.length]);
            x[i * columns + random.nextInt(columns)] = special;
            y[i * columns + random.nextInt(columns)] = special;
        }
        x[0] = 0.0; // a row of zeros of both signs
        for (int j = 1; j < columns; j++) {
            x[j] = j % 2 == 0 ? 0.0 : -0.0;
        }
        List<double[]> expected = List.of(
                overColumns(x, rows, columns, Double.NEGATIVE_INFINITY, Math::max),
                overColumns(x, rows, columns, Double.POSITIVE_INFINITY, Math::min),
                overColumns(y, rows, columns, Double.NEGATIVE_INFINITY, Math::max),
                overRows(x, rows, columns, Double.NEGATIVE_INFINITY, Math::max),
                fold(y, 1, y.length, (i, j) -> j, Double.POSITIVE_INFINITY, Math::min));
        for (Engine engine : Engines.available()) {
            List<double[]> actual = Engines.run(engine, program, List.of(x, y));
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), actual.get(i), engine + ", output " + i); // bit for bit: 0 is not -0
            }
        }
    }

    private static List<Tensor> extremes(List<Tensor> in) {
        Tensor x = in.get(0);
        Tensor y = in.get(1);
        return List.of(x.max(1), x.min(1), y.max(1), x.max(0), y.min());
    }

    private static List<TensorType> inputTypes(DType dtype, int rows, int columns) {
        TensorType type = new TensorType(dtype, Shape.of(rows, columns));
        return List.of(type, type);
    }

    private static double[] ordinary(DType dtype, int size, int seed) {
        return new Random(seed).doubles(size, -1, 1).map(dtype::round).toArray();
    }

    private static double[] overColumns(
            double[] x, int rows, int columns, double start, DoubleBinaryOperator function) {
        assertEquals(rows * columns, x.length);
        return fold(x, rows, columns, (i, j) -> i * columns + j, start, function);
    }

    private static double[] overRows(double[] x, int rows, int columns, double start, DoubleBinaryOperator function) {
        return fold(x, columns, rows, (i, j) -> j * columns + i, start, function);
    }

    /** Number i is made of the {@code length} numbers at {@code place} (i, j). */
    private static double[] fold(
            double[] x, int count, int length, IntBinaryOperator place, double start, DoubleBinaryOperator function) {
        double[] folded = new double[count];
        for (int i = 0; i < count; i++) {
            folded[i] = start;
            for (int j = 0; j < length; j++) {
                folded[i] = function.applyAsDouble(folded[i], x[place.applyAsInt(i, j)]);
            }
        }
        return folded;
    }
}
