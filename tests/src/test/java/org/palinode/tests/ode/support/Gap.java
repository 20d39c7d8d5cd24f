package org.palinode.tests.ode.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.palinode.autodiff.tensor.Tensor;

/** How far tensors are apart. */
public final class Gap {
    private Gap() {}

    /** max |actual − expected|. */
    public static double absolute(Tensor expected, Tensor actual) {
        assertEquals(expected.type(), actual.type());
        double largest = 0;
        double[] wanted = expected.toArray();
        double[] got = actual.toArray();
        for (int i = 0; i < got.length; i++) {
            double gap = Math.abs(got[i] - wanted[i]);
            if (Double.isNaN(gap)) {
                return Double.POSITIVE_INFINITY;
            }
            largest = Math.max(largest, gap);
        }
        return largest;
    }

    /** max |actual − expected| / max |expected|; absolute where nothing is expected. */
    public static double relative(Tensor expected, Tensor actual) {
        double size = absolute(expected.zerosLike(), expected);
        double gap = absolute(expected, actual);
        return size == 0 ? gap : gap / size;
    }
}
