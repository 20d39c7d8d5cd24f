package org.palinode.examples.own;

import org.palinode.autodiff.tensor.Tensor;

/**
 * Sum of squares of some numbers, and how many there are.
 *
 * @param sum a scalar
 * @param count a scalar
 */
record Squares(Tensor sum, Tensor count) {
    Squares plus(Squares other) {
        return new Squares(sum.plus(other.sum), count.plus(other.count));
    }

    /** The mean square; 0 of nothing. */
    Tensor mean() {
        return sum.dividedBy(count.maximum(1));
    }
}
