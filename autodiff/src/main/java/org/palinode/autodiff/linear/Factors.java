package org.palinode.autodiff.linear;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Factored matrix. Factors are a second form of the matrix, so that it is factored once. Derivatives of solutions go to the matrix, never
 * to the factors.
 *
 * @param structure of the matrix
 * @param matrix compressed [s, n]
 * @param values of the LU factors, float64
 * @param pivots row exchanges [n], float64
 * @param status 0, or 1 where the matrix is singular or not finite; then there are no solutions
 */
public record Factors(MatrixStructure structure, Tensor matrix, Tensor values, Tensor pivots, Tensor status) {
    /** The factors of a compressed matrix [s, n], in float64 whatever its type. */
    public static Factors of(MatrixStructure structure, Tensor matrix) {
        Objects.requireNonNull(structure, "factors need the structure of their matrix, got null");
        Objects.requireNonNull(matrix, "factors need a compressed matrix [s, n], got null");
        List<Tensor> parts = Tensor.apply(new Factorise(structure), List.of(matrix.cast(DType.FLOAT64)));
        return new Factors(structure, matrix, parts.get(0), parts.get(1), parts.get(2));
    }

    /**
     * The solution x of A x = b, for b [n] or, one by one, b [k, n]; of the type of b. In a program being traced, the exception is thrown
     * when the program runs.
     *
     * @throws ArithmeticException if A is singular or not finite
     * @throws IllegalArgumentException if b is neither [n] nor [k, n]
     */
    public Tensor solve(Tensor b) {
        return required(attempt(false, b));
    }

    /**
     * The solution x of Aᵀ x = b; see {@link #solve}.
     *
     * @throws ArithmeticException if A is singular or not finite
     * @throws IllegalArgumentException if b is neither [n] nor [k, n]
     */
    public Tensor solveTransposed(Tensor b) {
        return required(attempt(true, b));
    }

    /** The solution as by {@link #solve}, without a failure: where {@code status} is not 0, the numbers mean nothing. */
    public Tensor attempt(Tensor b) {
        return attempt(false, b);
    }

    private Tensor required(Tensor solution) {
        return Tensor.apply(new RequireRegular(), solution, status, matrix);
    }

    private Tensor attempt(boolean transposed, Tensor b) {
        Objects.requireNonNull(b, "solve needs right sides [n] or [k, n], got null");
        int n = pivots.size();
        if (b.rank() < 1 || b.rank() > 2 || b.shape().dim(-1) != n) {
            throw new IllegalArgumentException("a matrix [" + n + ", " + n + "] needs right sides [" + n
                    + "] or, one by one, [k, " + n + "], got " + b.type());
        }
        Tensor right = b.cast(DType.FLOAT64).reshape(b.size() / Math.max(n, 1), n);
        Tensor solution = Tensor.apply(
                new SolveFactored(structure, transposed), matrix.cast(DType.FLOAT64), values, pivots, right);
        return solution.reshape(b.shape()).cast(b.dtype());
    }
}
