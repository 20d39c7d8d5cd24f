package org.palinode.autodiff.linear;

import java.util.Objects;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Structure of a square matrix A [n, n]: the places of entries that may not be zero. It determines how A is stored, factored and found by
 * differentiation.
 *
 * <p>Columns that share no row share a seed, a vector with ones at those columns. A is stored compressed, as the products of A with the s
 * seeds: C [s, n] with C[g, i] = A[i, j] for the one column j of seed g that row i has. So a Jacobian costs s tangents, and its compressed
 * form is what they give. The seeds themselves are the compressed identity. Source of the idea: A. R. Curtis, M. J. D. Powell, J. K. Reid,
 * "On the estimation of sparse Jacobian matrices", IMA J. Appl. Math. 13, 1974, 117–119.
 */
public sealed interface MatrixStructure permits Dense, Diagonal, Banded, Blocks {
    /** The structure with entries anywhere: n seeds, LU by LAPACK in O(n³). */
    static MatrixStructure dense() {
        return new Dense();
    }

    /** The structure with entries only where row and column are equal: one seed. */
    static MatrixStructure diagonal() {
        return new Diagonal();
    }

    /**
     * The structure with entries A[i, j] for −lower ≤ j − i ≤ upper: lower + upper + 1 seeds, banded LU by LAPACK in O(n lower (lower +
     * upper)).
     *
     * @throws IllegalArgumentException if {@code lower} or {@code upper} is negative
     */
    static MatrixStructure banded(int lower, int upper) {
        return new Banded(lower, upper);
    }

    /**
     * The structure with blocks [size, size] along the diagonal, such as a batch of systems in one vector: {@code size} seeds, an LU for
     * each block.
     *
     * @throws IllegalArgumentException if {@code size} is below 1
     */
    static MatrixStructure blocks(int size) {
        return new Blocks(size);
    }

    /** The number of seeds of an n × n matrix. */
    int seedCount(int n);

    /** The column of seed {@code seed} in which row {@code row} has an entry; −1 if none. */
    int column(int row, int seed, int n);

    /** The seeds [s, n], which are the identity matrix compressed; refuses an n that does not fit. */
    default Tensor seeds(int n) {
        return compress(Tensor.eye(n));
    }

    /** A matrix [n, n] compressed [s, n]; entries outside of the structure are left out. */
    default Tensor compress(Tensor matrix) {
        Objects.requireNonNull(matrix, "a matrix [n, n] is compressed, got null");
        if (matrix.rank() != 2 || matrix.shape().dim(0) != matrix.shape().dim(1)) {
            throw new IllegalArgumentException("a matrix [n, n] is compressed, got " + matrix.type());
        }
        int n = matrix.shape().dim(0);
        double[] full = matrix.toArray();
        double[] compressed = new double[seedCount(n) * n];
        for (int i = 0; i < compressed.length; i++) {
            int column = column(i % n, i / n, n);
            compressed[i] = column < 0 ? 0 : full[i % n * n + column];
        }
        return Tensor.of(matrix.type().with(Shape.of(seedCount(n), n)), compressed);
    }

    /** The products A x [k, n] with vectors x [k, n], from the compressed A. */
    Tensor product(Tensor compressed, Tensor x);

    /** The products Aᵀ x [k, n]. */
    Tensor transposedProduct(Tensor compressed, Tensor x);

    /** The compressed sum over k of left rightᵀ for vectors [k, n]. */
    Tensor outer(Tensor left, Tensor right);

    /** The number of numbers in the factors of an n × n matrix. */
    int factorSize(int n);

    /**
     * The kernel that factors a matrix.
     *
     * @param compressed C [s, n] in float64
     * @param factors [factorSize(n)] in float64
     * @param pivots [n] in float64
     * @param status set to 0, or to 1 where the matrix is singular or not finite
     */
    Kernel factor(Buffer compressed, Buffer factors, Buffer pivots, Buffer status);

    /** The kernel that solves A x = b, or Aᵀ x = b, for vectors [k, n] in float64, in place. */
    Kernel solve(boolean transposed, Buffer factors, Buffer pivots, Buffer vectors);
}
