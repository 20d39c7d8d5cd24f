package org.palinode.ode.internal.adjoint;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The solution y [n] and its adjoint a, side by side.
 *
 * @param numbers of y, then of a [2 n]
 */
record AugmentedState(Buffer numbers) {
    private int n() {
        return numbers.size() / 2;
    }

    Tensor y() {
        return row(numbers, 0);
    }

    Tensor a() {
        return row(numbers, 1);
    }

    /** A copy of one of some rows [m, n]. */
    Tensor row(Buffer rows, int row) {
        return Tensor.copyOf(rows.slice(row * n(), Shape.of(n())));
    }

    /** Puts one of some rows [m, n] in the place of y. */
    void placeY(Buffer rows, int row) {
        for (int i = 0; i < n(); i++) {
            numbers.set(i, rows.get(row * n() + i));
        }
    }

    /** Adds one of some rows [m, n] to a. */
    void addToAdjoint(Buffer rows, int row) {
        for (int i = 0; i < n(); i++) {
            numbers.set(n() + i, numbers.get(n() + i) + rows.get(row * n() + i));
        }
    }
}
