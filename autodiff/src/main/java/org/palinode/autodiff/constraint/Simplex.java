package org.palinode.autodiff.constraint;

import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Rows of positive numbers that add up to 1, [..., n − 1] free numbers to [..., n]. A stick is broken n − 1 times: piece k takes the
 * fraction σ(xₖ − log(n − k)) of what is left, k from 1. Free numbers 0 are equal pieces. All is computed in logarithms.
 *
 * <p>Source: M. Betancourt, "Cruising the Simplex: Hamiltonian Monte Carlo and the Dirichlet Distribution", AIP Conference Proceedings 1443,
 * 2012, arXiv:1010.3436; the shift by log(n − k) is Stan's.
 */
public record Simplex() implements Constraint {
    @Override
    public Tensor value(Tensor free) {
        return logarithms(free).exp();
    }

    private static Tensor logarithms(Tensor free) {
        Tensor shifted = shifted(free);
        Tensor left = shifted.negate().logSigmoid().cumsum(-1);
        Tensor before = left.pad(-1, 1, 0, 0);
        return shifted.logSigmoid().pad(-1, 0, 1, 0).plus(before);
    }

    private static Tensor shifted(Tensor free) {
        Objects.requireNonNull(free, "a simplex is made of a tensor, got null");
        if (free.rank() == 0) {
            throw new IllegalArgumentException("a simplex is made of rows [..., n - 1], got " + free.type());
        }
        return free.minus(shifts(free.shape().dim(-1)).cast(free.dtype()));
    }

    /** log(n − k) for k = 1 to n − 1. */
    private static Tensor shifts(int breaks) {
        return Tensor.of(IntStream.range(0, breaks)
                .mapToDouble(k -> Math.log(breaks - k))
                .toArray());
    }

    /** @throws IllegalArgumentException if a number of a concrete value is not positive, or a row does not add up to 1 within 1e-6 */
    @Override
    public Tensor free(Tensor value) {
        Requirement.require("numbers of a simplex are positive", value, number -> number > 0);
        if (value.rank() == 0 || value.shape().dim(-1) == 0) {
            throw new IllegalArgumentException("a simplex has rows [..., n], got " + value.type());
        }
        Requirement.require("a row of a simplex adds up to 1", value.sum(-1), sum -> Math.abs(sum - 1) <= 1e-6);
        int breaks = value.shape().dim(-1) - 1;
        Tensor rest = value.flip(-1).cumsum(-1).flip(-1).slice(-1, 1, breaks + 1);
        Tensor odds = value.slice(-1, 0, breaks).log().minus(rest.log());
        return odds.plus(shifts(breaks).cast(value.dtype()));
    }

    /** For each row: of the first n − 1 numbers by the free ones. */
    @Override
    public Tensor logDeterminant(Tensor free) {
        Tensor shifted = shifted(free);
        Tensor pieces = logarithms(free).slice(-1, 0, free.shape().dim(-1));
        return pieces.plus(shifted.negate().logSigmoid()).sum(-1);
    }
}
