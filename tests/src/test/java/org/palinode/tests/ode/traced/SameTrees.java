package org.palinode.tests.ode.traced;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Comparison of trees, tensor by tensor. */
final class SameTrees {
    private SameTrees() {}

    /** Asserts that types are equal and numbers within {@code tolerance} of the largest of their tensor, which may not be near zero. */
    static void assertSame(Object expected, Object actual, double tolerance) {
        List<Tensor> model = Tree.flatten(expected).leaves();
        List<Tensor> given = Tree.flatten(actual).leaves();
        assertEquals(Tensor.types(model), Tensor.types(given));
        for (int i = 0; i < model.size(); i++) {
            double size = model.get(i).abs().max().cast(DType.FLOAT64).item();
            double miss = model.get(i)
                    .minus(given.get(i))
                    .abs()
                    .max()
                    .cast(DType.FLOAT64)
                    .item();
            assertTrue(size > 0.01, () -> "nothing to compare: " + expected);
            assertTrue(miss <= tolerance * size, () -> expected + " is not " + actual);
        }
    }
}
