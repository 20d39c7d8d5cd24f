package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Places of the largest and smallest numbers of rows and columns, and their shares of a cotangent, against plain loops. */
class ExtremaTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "7, 3", "9, 33", "65, 8", "128, 127", "4, 1000"})
    void placesAndSharesAreThoseOfPlainLoops(int rows, int length) {
        double[][] numbers = numbers(rows, length);
        for (DType dtype : DType.values()) {
            for (int axis : new int[] {0, 1}) {
                Tensor whole = Tensor.of(numbers).cast(dtype);
                Tensor x = (axis == 1 ? whole : whole.transpose()).concrete();
                requirePlaces(numbers, true, x.argmax(axis).toArray());
                requirePlaces(numbers, false, x.argmin(axis).toArray());
                Tensor bar = Tensor.arange(rows).minus(1).cast(dtype).concrete();
                requireShares(
                        numbers,
                        true,
                        axis,
                        Autodiff.vjp((Tensor y) -> y.max(axis), x).pullBack(bar));
                requireShares(
                        numbers,
                        false,
                        axis,
                        Autodiff.vjp((Tensor y) -> y.min(axis), x).pullBack(bar));
            }
        }
    }

    /** Whole numbers with ties, zeros of both signs and infinities; a NaN in row 1, whose cotangent is 0, and two in row 3. */
    private static double[][] numbers(int rows, int length) {
        Random random = new Random(length);
        double[][] numbers = new double[rows][length];
        for (double[] row : numbers) {
            Arrays.setAll(row, j -> Math.rint(2 * random.nextGaussian()));
        }
        if (rows > 3) {
            numbers[1][length - 1] = Double.NaN;
            Arrays.fill(numbers[2], Double.NEGATIVE_INFINITY);
            numbers[3][0] = Double.NaN;
            numbers[3][length / 2] = Double.NaN;
        }
        return numbers;
    }

    private static double extreme(double[] row, boolean isLargest) {
        return isLargest
                ? Arrays.stream(row).max().getAsDouble()
                : Arrays.stream(row).min().getAsDouble();
    }

    private static void requirePlaces(double[][] numbers, boolean isLargest, int[] places) {
        int[] expected = new int[numbers.length];
        Arrays.setAll(expected, i -> {
            double extreme = extreme(numbers[i], isLargest) + 0.0;
            return IntStream.range(0, numbers[i].length)
                    .filter(j -> Double.compare(numbers[i][j] + 0.0, extreme) == 0)
                    .findFirst()
                    .getAsInt();
        });
        assertArrayEquals(expected, places);
    }

    private static void requireShares(double[][] numbers, boolean isLargest, int axis, Tensor found) {
        Tensor shares = axis == 1 ? found : found.transpose();
        for (int i = 0; i < numbers.length; i++) {
            double[] row = numbers[i];
            double extreme = extreme(row, isLargest);
            double bar = i - 1;
            double share =
                    bar / Arrays.stream(row).filter(number -> number == extreme).count();
            double rounded = found.dtype() == DType.FLOAT32 ? (float) share : share;
            double elsewhere = Double.isNaN(extreme) && bar != 0 ? Double.NaN : 0;
            double[] expected = Arrays.stream(row)
                    .map(number -> number == extreme ? rounded : elsewhere)
                    .toArray();
            assertArrayEquals(expected, shares.get(i).toArray());
        }
    }
}
