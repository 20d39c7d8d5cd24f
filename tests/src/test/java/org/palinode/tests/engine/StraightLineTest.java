package org.palinode.tests.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Straight-line code against plain Java. */
class StraightLineTest {
    private static final int ROWS = 32;

    static List<Engine> engines() {
        return Engines.available();
    }

    /** Exact, whatever the number: a power of two and its reciprocal scale alike, into the subnormal numbers too. */
    @ParameterizedTest
    @ValueSource(doubles = {2, -4, 0.125, 0x1p100, 3, 1e-3, 0x1p101})
    void divisionByALiteralGivesTheBitsOfDivision(double divisor) {
        double[] x = DoubleStream.concat(
                        DoubleStream.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 0, Double.MIN_VALUE, 3e-309),
                        new Random(1).doubles(10, -1e3, 1e3))
                .toArray();
        double[] expected = DoubleStream.of(x).map(each -> each / divisor).toArray();
        assertArrayEquals(expected, Engines.apply(y -> y.dividedBy(divisor), DType.FLOAT64, Engine.SCALAR, x));
    }

    /** A weight [32, 2] gets a product of a column and a row from each stage of a step: rows too short for BLAS. */
    @ParameterizedTest
    @MethodSource("engines")
    void productsOfColumnsAndShortRowsAreAddedInPlace(Engine engine) {
        int[] columns = {1, 2, 3, 4, 5, 7};
        for (int width : columns) {
            Program program = updates(width);
            Buffer total = Buffer.allocate(TensorType.float64(ROWS, width));
            total.fill(1);
            Plan plan = Plan.of(program).engine(engine).accumulate(0, total).build();
            double[] expected =
                    DoubleStream.generate(() -> 1).limit(total.size()).toArray();
            Random random = new Random(width);
            for (int i = 0; i < 2; i++) {
                double[] column = random.doubles(ROWS, -1, 1).toArray();
                double[] row = random.doubles(width, -1, 1).toArray();
                plan.input(2 * i).put(column);
                plan.input(2 * i + 1).put(row);
                for (int j = 0; j < expected.length; j++) {
                    expected[j] += column[j / width] * row[j % width];
                }
            }
            plan.run();
            // three numbers of size 1 are added: their order may differ
            assertArrayEquals(expected, total.toArray(), 1e-15, engine + ", " + width + " columns");
        }
    }

    private static Program updates(int width) {
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            types.add(TensorType.float64(1, ROWS));
            types.add(TensorType.float64(1, width));
        }
        return Program.traceClosed(types, in -> {
            Tensor first = in.get(0).transpose().matmul(in.get(1));
            return List.of(first.plus(in.get(2).transpose().matmul(in.get(3))));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void onlyShortRowsAreLeftToStraightLineCode(int width) {
        Program program = updates(width);
        Plan plan = Plan.of(program)
                .engine(Engine.SCALAR)
                .accumulate(0, Buffer.allocate(program.outputTypes().get(0)))
                .build();
        boolean byBlas = plan.program().equations().stream()
                .anyMatch(equation -> equation.primitive().name().startsWith("add_matmul"));
        assertEquals(width >= 8, byBlas, plan.program().toString());
    }
}
