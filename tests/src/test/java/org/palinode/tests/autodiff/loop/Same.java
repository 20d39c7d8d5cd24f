package org.palinode.tests.autodiff.loop;

import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Trees compared by the size of their numbers. */
final class Same {
    private Same() {}

    /** Asserts that trees differ by at most {@code tolerance} times the largest number of the first. */
    static <T> void assertSame(T expected, T actual, double tolerance) {
        double largest = Tree.flatten(expected).leaves().stream()
                .filter(leaf -> leaf.size() > 0)
                .mapToDouble(leaf -> leaf.abs().max().item())
                .max()
                .orElseThrow();
        assertTreesClose(expected, actual, tolerance * largest);
    }

    /** The product of two trees as vectors. */
    static <T> double product(T a, T b) {
        return Tree.flatten(Tree.map((x, y) -> x.times(y).sum(), a, b)).leaves().stream()
                .mapToDouble(Tensor::item)
                .sum();
    }
}
