package org.palinode.autodiff.linear;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A factored matrix. Factors are a second form of the matrix, handed on so that it is factored once: derivatives of what is solved with them
 * go to the matrix, never to them.
 *
 * @param structure of the matrix
 * @param matrix compressed [s, n]
 * @param values of the LU factors, float64
 * @param pivots row exchanges [n], float64
 * @param status 0, or 1 where the matrix is singular or not finite; then solutions mean nothing
 */
public record Factors(MatrixStructure structure, Tensor matrix, Tensor values, Tensor pivots, Tensor status) {
    /** Factors a compressed matrix [s, n], in float64 whatever its type. */
    public static Factors of(MatrixStructure structure, Tensor matrix) {
        List<Tensor> parts = Tensor.apply(new Factorise(structure), List.of(matrix.cast(DType.FLOAT64)));
        return new Factors(structure, matrix, parts.get(0), parts.get(1), parts.get(2));
    }

    /** The x of A x = b, for b [n] or, one by one, b [k, n]; of the type of b. */
    public Tensor solve(Tensor b) {
        return solve(false, b);
    }

    /** The x of Aᵀ x = b. */
    public Tensor solveTransposed(Tensor b) {
        return solve(true, b);
    }

    private Tensor solve(boolean transposed, Tensor b) {
        Tensor right = b.cast(DType.FLOAT64).reshape(-1, pivots.size());
        Tensor solution = Tensor.apply(
                new SolveFactored(structure, transposed), matrix.cast(DType.FLOAT64), values, pivots, right);
        return solution.reshape(b.shape()).cast(b.dtype());
    }
}
