package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Sorted;
import org.palinode.autodiff.tensor.Tensor;

/** Numbers at positions, and positions among sorted numbers, against plain loops. */
class TakeTest {
    private static final Tensor X = RandomKey.of(1).normal(3, 4, 5).concrete();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, -1, -3})
    void takesAlongAnAxisWhatIndexTakesOneByOne(int axis) {
        int[] positions = {2, 0, -1, 2, -3};
        Tensor each = Tensor.stack(
                axis < 0 ? axis + 3 : axis,
                IntStream.of(positions)
                        .mapToObj(position -> X.index(axis, position))
                        .toList());
        assertSame(each, X.take(axis, positions));
        assertSame(each.cast(DType.FLOAT32), X.cast(DType.FLOAT32).take(axis, positions));
    }

    /** Around the sizes of pieces, blocks and vectors; positions repeated, out of order, from the end and none; others at the next run. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1", "9, 7, 1, 8", "1000, 9, 1, 33", "34, 33, 1, 31", "130, 127, 1, 130", "1000, 128, 1, 127",
        "1000, 63, 2, 64", "65, 9, 15, 32", "1, 1000, 1, 1000", "2, 1000, 3, 2500", "1025, 1, 1, 1", "1000, 8, 1, 0",
        "64, 8, 16, 63", "7, 31, 17, 9", "1, 1000, 128, 1000"
    })
    void takesAndAddsAsPlainLoopsDo(int outer, int length, int inner, int count) {
        Function<List<Tensor>, List<Tensor>> takeAndAdd = Autodiff.compile(in -> {
            var take = Autodiff.vjp((Tensor y) -> y.take(1, Indices.of(in.get(2))), in.get(0));
            return List.of(take.value(), take.pullBack(in.get(1)));
        });
        for (DType dtype : DType.values()) {
            Tensor x = RandomKey.of(3).normal(outer, length, inner).cast(dtype).concrete();
            Tensor bar = RandomKey.of(4).normal(outer, count, inner).cast(dtype).concrete();
            for (int run = 0; run < 2; run++) {
                Tensor at = RandomKey.of(5 + run)
                        .uniform(TensorType.float64(count), -length, length)
                        .floor()
                        .concrete();
                double[] positions = at.toArray();
                IntUnaryOperator places = i -> {
                    int position = Math.floorMod((int) positions[i / inner % count], length);
                    return (i / inner / count * length + position) * inner + i % inner;
                };
                assertTakenAndAdded(places, x, bar, takeAndAdd.apply(List.of(x, bar, at)));
            }
        }
    }

    /** As above, with positions for each number. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "9, 7, 1, 8",
        "1000, 9, 1, 3",
        "33, 34, 1, 31",
        "130, 127, 1, 127",
        "1, 1000, 1, 1000",
        "2, 1000, 1, 1025",
        "65, 9, 3, 32",
        "1, 8, 1000, 2",
        "2, 31, 130, 9",
        "7, 8, 1, 0"
    })
    void takesAndAddsAlongRowsAsPlainLoopsDo(int outer, int length, int inner, int count) {
        Function<List<Tensor>, List<Tensor>> takeAndAdd = Autodiff.compile(in -> {
            var take = Autodiff.vjp((Tensor y) -> y.takeAlong(1, Indices.of(in.get(2))), in.get(0));
            return List.of(take.value(), take.pullBack(in.get(1)));
        });
        for (DType dtype : DType.values()) {
            Tensor x = RandomKey.of(3).normal(outer, length, inner).cast(dtype).concrete();
            Tensor bar = RandomKey.of(4).normal(outer, count, inner).cast(dtype).concrete();
            Tensor at = RandomKey.of(5)
                    .uniform(TensorType.float64(outer, count, inner), -length, length)
                    .floor()
                    .concrete();
            double[] positions = at.toArray();
            IntUnaryOperator places = i -> {
                int position = Math.floorMod((int) positions[i], length);
                return (i / inner / count * length + position) * inner + i % inner;
            };
            assertTakenAndAdded(places, x, bar, takeAndAdd.apply(List.of(x, bar, at)));
        }
    }

    /** Holds what was taken, and what the cotangents add up to, against a loop over the place in x of each number. */
    private static void assertTakenAndAdded(IntUnaryOperator places, Tensor x, Tensor bar, List<Tensor> found) {
        double[] taken = new double[bar.size()];
        double[] added = new double[x.size()];
        double[] numbers = x.toArray();
        double[] cotangents = bar.toArray();
        for (int i = 0; i < taken.length; i++) {
            int place = places.applyAsInt(i);
            taken[i] = numbers[place];
            double sum = added[place] + cotangents[i];
            added[place] = x.dtype() == DType.FLOAT32 ? (float) sum : sum;
        }
        assertArrayEquals(taken, found.get(0).toArray());
        assertArrayEquals(added, found.get(1).toArray());
    }

    @Test
    void theAxisBecomesThoseOfThePositions() {
        double[][] at = {{1, 0, 3}, {-1, 2, 2}};
        Tensor taken = X.take(1, Indices.of(Tensor.of(at)));
        assertEquals(Shape.of(3, 2, 3, 5), taken.shape());
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 2; j++) {
                for (int k = 0; k < 3; k++) {
                    assertSame(X.get(i, (int) at[j][k]), taken.get(i, j, k));
                }
            }
        }
        assertSame(X.index(1, 2), X.take(1, Indices.of(Tensor.scalar(2))));
        assertEquals(Shape.of(3, 0, 5), X.take(1).shape());
    }

    @Test
    void whatIsTakenSeveralTimesGetsTheSumOfItsCotangents() {
        Tensor bar = RandomKey.of(2).normal(3, 3, 5).concrete();
        Tensor xBar = Autodiff.vjp((Tensor x) -> x.take(1, 3, 0, 3), X).pullBack(bar);
        double[] expected = new double[60];
        int[] positions = {3, 0, 3};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 5; k++) {
                    expected[(i * 4 + positions[j]) * 5 + k] += bar.get(i, j, k).item();
                }
            }
        }
        assertArrayEquals(expected, xBar.toArray());
    }

    /** f(x) = Σ x[p]³ at p = 0, 2, 2: H = diag(6 x₀, 0, 12 x₂). */
    @Test
    void secondDerivativesAddUpToo() {
        Tensor x = Tensor.of(0.5, 2, -3);
        Tensor h = Autodiff.hessian((Tensor y) -> y.take(0, 0, 2, 2).power(3).sum(), x);
        assertArrayEquals(
                new double[] {3, 0, 0, 0, 0, 0, 0, 0, -36}, h.toArray(), 1e-13); // exact but for roundings of 36
    }

    @Test
    void positionsThatDoNotExistAreRefused() {
        refused(
                () -> X.take(0, 1, 3),
                "take along axis 0 of f64[3, 4, 5] needs whole positions from -3 to 2, got 3.0 as number 1 of 2");
        refused(() -> X.take(0, -4), "got -4.0 as number 0 of 1");
        refused(() -> Indices.of(Tensor.of(0, 1.5)), "indices are whole numbers, got 1.5 as number 1 of 2");
        refused(() -> Indices.of(Tensor.scalar(Double.NaN)), "got NaN");
        refused(() -> Indices.of(Tensor.scalar(Double.NEGATIVE_INFINITY)), "got -Infinity");
        refused(() -> X.take(1, Indices.of(Tensor.scalar(1e300))), "got 1.0E300");
        refused(() -> X.take(3, 0), "axis 3");
        Function<Tensor, Tensor> taken = Autodiff.compile((Tensor at) -> X.take(0, Indices.of(at)))::apply;
        assertSame(X.get(2), taken.apply(Tensor.scalar(2)));
        refused(() -> taken.apply(Tensor.scalar(3)), "from -3 to 2, got 3.0");
        refused(() -> taken.apply(Tensor.scalar(0.5)), "from -3 to 2, got 0.5");
    }

    @Test
    void indicesBeyondAnIntAreRefusedAndNotCut() {
        Indices large = Indices.of(2_000_000_000, -0).times(2);
        assertEquals("indices [2] [4000000000, 0]", large.toString());
        refused(large::toArray, "indices reach from -2147483648 to 2147483647, got 4.0E9");
        assertArrayEquals(
                new int[] {2_000_000_000},
                large.minus(2_000_000_000).slice(0, 0, 1).toArray());
        refused(() -> Indices.of(3).mod(0), "indices have no remainder of a division by 0");
    }

    @Test
    void knotsThatFallAreRefusedAtTheEndsToo() {
        Tensor values = Tensor.of(1, 4, 9);
        for (double[] knots : new double[][] {{3, 1, 2}, {1, 3, 2}, {2, 1, 3}, {1, 2, Double.NaN}}) {
            refused(() -> Tensor.of(1.5).interp(Tensor.of(knots), values), "needs numbers that do not fall");
        }
        refused(() -> Tensor.of(1.5).interp(Tensor.of(2, 1), Tensor.of(1, 4)), "number 1 is 1.0 after 2.0");
    }

    @Test
    void numbersAreCountedUpToAValueAndItsEquals() {
        Tensor sorted = Tensor.of(-1, 0, 0, 2.5, 7);
        Tensor values = Tensor.of(new double[][] {{-2, -1, -0.5, 0}, {-0.0, 2, 2.5, 3}, {7, 8, Double.NaN, 1e300}});
        double[] expected = Arrays.stream(values.toArray())
                .map(value -> Arrays.stream(sorted.toArray())
                        .filter(number -> number <= value)
                        .count())
                .toArray();
        assertArrayEquals(expected, sorted.searchSorted(values).numbers().toArray());
        assertEquals(values.shape(), sorted.searchSorted(values).shape());
        Tensor singles = sorted.cast(DType.FLOAT32)
                .searchSorted(values.cast(DType.FLOAT32))
                .numbers();
        assertArrayEquals(expected, singles.toArray());
        assertEquals(DType.FLOAT64, singles.dtype());
        assertArrayEquals(
                new int[] {0, 0}, Tensor.of().searchSorted(Tensor.of(1, 2)).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 127, 128, 1000})
    void everyPlaceIsFound(int n) {
        Tensor sorted = Tensor.arange(n);
        Tensor between = Tensor.arange(n + 1).minus(0.5);
        assertSame(Tensor.arange(n + 1), sorted.searchSorted(between).numbers());
        assertSame(Tensor.arange(n).plus(1), sorted.searchSorted(sorted).numbers());
    }

    @Test
    void aSearchHasNoSlope() {
        Tensor sorted = Tensor.of(0, 1, 2);
        Function<Tensor, Tensor> table = t -> t.times(Tensor.of(10, 20, 30, 40).take(0, sorted.searchSorted(t)));
        assertEquals(20, Autodiff.<Tensor>grad(table).apply(Tensor.scalar(0.5)).item());
        assertEquals(20 * 0.5, table.apply(Tensor.scalar(0.5)).item());
    }

    @Test
    void whatFallsIsNotSearched() {
        refused(() -> Tensor.of(0, 2, 1).searchSorted(Tensor.scalar(1)), "number 2 is 1.0 after 2.0; sort them");
        refused(() -> Tensor.of(Double.NaN, 2).searchSorted(Tensor.scalar(1)), "number 0 is NaN; sort them");
        refused(() -> Tensor.of(0, Double.NaN).searchSorted(Tensor.scalar(1)), "number 1 is NaN after 0.0");
        refused(() -> X.searchSorted(Tensor.scalar(1)), "needs sorted numbers [n]");
        refused(() -> Tensor.of(0, 1).searchSorted(Tensor.float32(1)), "of one type");
    }

    /** Along each axis, with ties, infinities and NaN; lengths around the powers of two by which runs are merged. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 31, 33, 129, 1000})
    void sortingKeepsEqualNumbersInTheirOrder(int n) {
        Tensor x = RandomKey.of(n).normal(n, 2).times(2).round();
        if (n > 8) {
            x = Tensor.concatenate(0, Tensor.of(new double[][] {{Double.NaN, Double.POSITIVE_INFINITY}}), x);
        }
        for (int axis : new int[] {0, 1}) {
            Tensor rows = axis == 0 ? x.transpose() : x;
            Sorted sorted = x.sort(axis);
            Sorted falling = x.topK(axis, x.shape().dim(axis));
            Tensor values = axis == 0 ? sorted.values().transpose() : sorted.values();
            Tensor order = axis == 0
                    ? sorted.order().numbers().transpose()
                    : sorted.order().numbers();
            Tensor back = axis == 0
                    ? falling.order().numbers().transpose()
                    : falling.order().numbers();
            for (int row = 0; row < rows.shape().dim(0); row++) {
                double[] numbers = rows.get(row).toArray();
                Integer[] expected = IntStream.range(0, numbers.length).boxed().toArray(Integer[]::new);
                Arrays.sort(expected, (i, j) -> Double.compare(numbers[i] + 0.0, numbers[j] + 0.0));
                assertEquals(Arrays.toString(expected), order(order.get(row)));
                assertArrayEquals(
                        Arrays.stream(expected).mapToDouble(i -> numbers[i]).toArray(),
                        values.get(row).toArray());
                Arrays.sort(expected);
                Arrays.sort(expected, (i, j) -> Double.compare(numbers[j] + 0.0, numbers[i] + 0.0));
                assertEquals(Arrays.toString(expected), order(back.get(row)));
            }
            for (int count : new int[] {0, 1, 2, 8, 16, 17}) {
                if (count <= x.shape().dim(axis)) {
                    assertSame(
                            falling.values().slice(axis, 0, count),
                            x.topK(axis, count).values());
                    assertSame(
                            falling.order().numbers().slice(axis, 0, count),
                            x.topK(axis, count).order().numbers());
                }
            }
        }
    }

    private static String order(Tensor order) {
        return Arrays.toString(
                Arrays.stream(order.toArray()).mapToInt(i -> (int) i).toArray());
    }

    @Test
    void theFirstOfTheLargestIsFoundAndNaNBeforeAll() {
        Tensor x = Tensor.of(new double[][] {{1, 3, 3}, {Double.NaN, 9, Double.NaN}, {-1, -1, -2}});
        assertArrayEquals(new int[] {1, 0, 0}, x.argmax(1).toArray());
        assertArrayEquals(new int[] {0, 0, 2}, x.argmin(-1).toArray());
        assertArrayEquals(new int[] {1, 1, 1}, x.argmax(0).toArray());
    }

    @Test
    void indicesComputedInAProgramPickInIt() {
        Function<Tensor, Tensor> picked = Autodiff.compile(
                (Tensor x) -> x.takeAlong(1, x.argmax(1).plus(1).mod(3).reshape(-1, 1)))::apply;
        Tensor x = Tensor.of(new double[][] {{1, 5, 3}, {9, 2, 4}, {0, 1, 8}});
        assertArrayEquals(new double[] {3, 2, 0}, picked.apply(x).toArray());
        Tensor largest =
                Autodiff.<Tensor>grad(y -> y.topK(1, 2).values().square().sum()).apply(x);
        assertArrayEquals(new double[] {0, 10, 6, 18, 0, 8, 0, 2, 16}, largest.toArray());
    }

    @Test
    void indicesMayBeHeldToARange() {
        Indices places = Indices.of(2, 0, 1);
        assertArrayEquals(
                new int[] {2, 0, 1},
                places.within(3, "this needs places", "count again").toArray());
        refused(
                () -> places.within(2, "this needs places", "count again"),
                "this needs places from 0 to 1, got 2 as number 0 of 3; count again");
    }

    /** A tree that holds indices beside numbers; the indices have no slope. */
    @Test
    void indicesAreLeavesOfTreesWithoutASlope() {
        record Sample(Tensor x, Indices label) {}
        Sample sample = new Sample(Tensor.of(1, 2, 4), Indices.of(2));
        Sample slope = Autodiff.<Sample>grad(
                        s -> s.x().logSoftmax(0).takeAlong(0, s.label()).sum().negate())
                .apply(sample);
        Tensor expected = Tensor.of(1, 2, 4).softmax(0).minus(Tensor.of(0, 0, 1));
        assertArrayEquals(expected.toArray(), slope.x().toArray(), 1e-15);
        assertArrayEquals(new int[] {0}, slope.label().toArray());
        assertArrayEquals(
                new double[] {0, 0, 0, 0, 1, 0, 0, 1},
                Indices.of(-1, 2, 0, 1).oneHot(2).flatten().toArray());
    }

    private static void refused(Runnable call, String text) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertEquals(true, message.contains(text), message);
    }

    private static void assertSame(Tensor expected, Tensor actual) {
        assertEquals(expected.type(), actual.type());
        assertArrayEquals(expected.toArray(), actual.toArray());
    }
}
