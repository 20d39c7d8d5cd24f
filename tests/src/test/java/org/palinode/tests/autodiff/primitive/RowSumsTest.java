package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Transposes of {@code take} where many numbers lie side by side at a position, against plain loops. */
class RowSumsTest {
    private static final int[] POSITIONS = {3, 0, -2, 3, 3, 0}; // none at 1

    /** Blocks around the lengths of vectors and of the pieces that are summed at a time, few rows and many, one length and several. */
    @ParameterizedTest
    @CsvSource({"1,5,16", "1,5,17", "1,5,130", "3,5,33", "20,5,129", "1,5,1025", "2,4,2500", "1,4,20000", "1,900,64"})
    void whatLiesAtAPlaceIsAddedInOrder(int outer, int length, int inner) {
        for (DType dtype : DType.values()) {
            Tensor x = Tensor.zeros(outer, length, inner).cast(dtype);
            Tensor bar = RandomKey.of(1).normal(outer, POSITIONS.length, inner).cast(dtype);
            Function<Tensor, Tensor> found = Autodiff.compile((Tensor b) -> Autodiff.<Tensor>grad(
                            y -> y.take(1, POSITIONS).times(b).sum())
                    .apply(x))::apply;
            for (Tensor each :
                    new Tensor[] {bar, bar.times(2)}) { // the second finds the sums of the first in its memory
                assertArrayEquals(
                        sums(each, outer, length, inner), found.apply(each).toArray());
            }
        }
    }

    private static double[] sums(Tensor bar, int outer, int length, int inner) {
        double[] part = bar.toArray();
        double[] sums = new double[outer * length * inner];
        for (int i = 0; i < part.length; i++) {
            int position = POSITIONS[i / inner % POSITIONS.length];
            int place = position < 0 ? position + length : position;
            int at = (i / inner / POSITIONS.length * length + place) * inner + i % inner;
            sums[at] = bar.dtype() == DType.FLOAT64 ? sums[at] + part[i] : (float) sums[at] + (float) part[i];
        }
        return sums;
    }
}
