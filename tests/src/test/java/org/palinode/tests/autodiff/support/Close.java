package org.palinode.tests.autodiff.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Assertions on tensors and trees. */
public final class Close {
    private Close() {}

    /** Same type, numbers within {@code tolerance}; 0 asks for equal numbers. */
    public static void assertClose(Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.type(), actual.type());
        if (tolerance == 0) {
            assertArrayEquals(expected.toArray(), actual.toArray());
        } else {
            assertArrayEquals(expected.toArray(), actual.toArray(), tolerance);
        }
    }

    /** These numbers in row-major order. */
    public static void assertNumbers(Tensor actual, double tolerance, double... expected) {
        assertArrayEquals(expected, actual.toArray(), tolerance);
    }

    /** Same structure, numbers within {@code tolerance}. */
    public static <T> void assertTreesClose(T expected, T actual, double tolerance) {
        assertEquals(Tree.flatten(expected).structure(), Tree.flatten(actual).structure());
        List<Tensor> leaves = Tree.flatten(actual).leaves();
        for (int i = 0; i < leaves.size(); i++) {
            assertClose(Tree.flatten(expected).leaves().get(i), leaves.get(i), tolerance);
        }
    }
}
