package org.palinode.ode.term;

import java.util.List;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Equation G u = d for what noise has to do to make up for a difference of drifts. It has no solution, one, or several where there is more noise than
 * numbers, of which the shortest counts. In float64 whatever the type of the state is.
 *
 * <p>Where G is not square, products GᵀG or GGᵀ are solved with, which squares the condition of G. One refinement gives the digits back. Rows of G are
 * scaled beforehand, since numbers of a state have units of their own; columns too, but not for a wide G, whose shortest solution they would change.
 *
 * @param matrix G [n, m]
 * @param difference d [n]
 * @param size of the drifts whose difference it is [n]
 */
record NoiseEquation(Tensor matrix, Tensor difference, Tensor size) {
    /** A solution is right to some thousand roundings. */
    private static final double ROUNDING = 1e-12;

    /** A difference is right to some roundings of the drifts. */
    private static final double DRIFT_ULPS = 64;

    /** The least pivot of a product, in parts of the largest, from which one refinement reaches rounding. */
    private static final double LEAST_PIVOT_OF_PRODUCT = 1e-10;

    /** The same of G itself, in roundings of its entries. */
    private static final double LEAST_PIVOT_ULPS = 100;

    /** The solution u [m], of the type of G; throws when it runs, if there is none. */
    Tensor solution(Tensor t) {
        Tensor g = matrix.cast(DType.FLOAT64);
        Tensor rows = scale(g, 1);
        g = g.dividedBy(rows.reshape(rows.size(), 1));
        Tensor d = difference.cast(DType.FLOAT64).dividedBy(rows);
        Tensor columns = isWide() ? Tensor.ones(columns()) : scale(g, 0);
        g = g.dividedBy(columns.reshape(1, columns.size()));
        return scaled(g, d, rows, t).dividedBy(columns).cast(matrix.dtype());
    }

    private boolean isWide() {
        return columns() > matrix.shape().dim(0);
    }

    private int columns() {
        return matrix.shape().dim(1);
    }

    private boolean isSquare() {
        return columns() == matrix.shape().dim(0);
    }

    /** The largest entry of each row or column; 1 where it is 0. */
    private static Tensor scale(Tensor matrix, int axis) {
        Tensor largest = matrix.stopGradient().abs().max(axis);
        return Tensor.where(largest.equalTo(0), largest.onesLike(), largest);
    }

    private Tensor scaled(Tensor g, Tensor d, Tensor rows, Tensor t) {
        Tensor system = isSquare()
                ? g
                : isWide() ? g.matmul(g.transpose()) : g.transpose().matmul(g);
        Factors factors = Factors.of(MatrixStructure.dense(), system.transpose());
        Tensor first = pseudoinverse(g, factors, d);
        Tensor u = first.plus(pseudoinverse(g, factors, d.minus(g.matmul(first))));
        Tensor missing = d.minus(g.matmul(u)).times(rows);
        Tensor terms = d.abs().plus(g.abs().matmul(u.abs())).times(rows);
        Tensor allowed = terms.times(ROUNDING)
                .plus(size.cast(DType.FLOAT64).times(DRIFT_ULPS * matrix.dtype().epsilon()));
        var check = new RequireSolution(
                isSquare() ? LEAST_PIVOT_ULPS * matrix.dtype().epsilon() : LEAST_PIVOT_OF_PRODUCT);
        return Tensor.apply(check, List.of(u, missing, allowed, factors.values(), factors.status(), g, t))
                .get(0);
    }

    private Tensor pseudoinverse(Tensor g, Factors factors, Tensor right) {
        if (isSquare()) {
            return factors.attempt(right);
        }
        return isWide()
                ? g.transpose().matmul(factors.attempt(right))
                : factors.attempt(g.transpose().matmul(right));
    }
}
