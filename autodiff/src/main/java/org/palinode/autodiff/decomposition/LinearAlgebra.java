package org.palinode.autodiff.decomposition;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Functions of the matrices that are the last two axes of a tensor; leading axes are batches. Of a matrix that is not finite every result is NaN.
 * Where a derivative does not exist it is infinite, NaN, or refused by an {@link ArithmeticException}.
 */
public final class LinearAlgebra {
    private LinearAlgebra() {}

    // ---- decompositions

    /**
     * The lower triangle L of A = L Lᵀ, of the symmetric part of A [..., n, n].
     *
     * @throws ArithmeticException if it is not positive definite
     */
    public static Tensor cholesky(Tensor a) {
        return Tensor.apply(new Cholesky(), required("cholesky", a));
    }

    /** The orthonormal Q and the triangular R of A = Q R, of [..., m, n]; the signs are LAPACK's, as numpy's. Slopes of
     * matrices without full rank are refused. */
    public static Qr qr(Tensor a) {
        Matrices.require("qr", required("qr", a).type());
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        if (m >= n) {
            List<Tensor> parts = Tensor.apply(new QrDecomposition(), List.of(a));
            return new Qr(parts.get(0), parts.get(1));
        }
        List<Tensor> parts = Tensor.apply(new QrDecomposition(), List.of(a.slice(-1, 0, m)));
        Tensor rest = parts.get(0).transpose().matmul(a.slice(-1, m, n));
        return new Qr(parts.get(0), Tensor.concatenate(-1, parts.get(1), rest));
    }

    /**
     * The eigenvalues and vectors of the symmetric part of A [..., n, n]. Where eigenvalues are equal the slopes of vectors are infinite or
     * NaN; those of the eigenvalues' sum, and of each that stands alone, are right.
     */
    public static Eigen eigh(Tensor a) {
        List<Tensor> parts = Tensor.apply(new SymmetricEigen(), List.of(required("eigh", a)));
        return new Eigen(parts.get(0), parts.get(1));
    }

    /** The singular values and vectors of A [..., m, n]; of vectors at equal values the slopes are infinite or NaN. */
    public static Svd svd(Tensor a) {
        List<Tensor> parts = Tensor.apply(new SingularValues(), List.of(required("svd", a)));
        return new Svd(parts.get(0), parts.get(1), parts.get(2));
    }

    // ---- determinants and inverses

    /** The determinant of A [..., n, n] as its sign and the logarithm of its size, which does not overflow. */
    public static Determinant slogdet(Tensor a) {
        List<Tensor> parts = Tensor.apply(new LogDeterminant(), List.of(required("slogdet", a)));
        return new Determinant(parts.get(0), parts.get(1));
    }

    /** The determinant of A [..., n, n]; its slope at a singular matrix is refused. */
    public static Tensor det(Tensor a) {
        Matrices.requireSquare("det", required("det", a).type());
        return slogdet(a).value();
    }

    /**
     * The inverse of A [..., n, n]. To solve equations, {@link Tensor#solve} is more precise.
     *
     * @throws ArithmeticException if A is singular
     */
    public static Tensor inverse(Tensor a) {
        required("inverse", a);
        return Matrices.inverse(a);
    }

    // ---- equations

    /**
     * The X of T X = B for the lower triangle T of a matrix [..., n, n], B [..., n, k] or [n]; what is above the diagonal is not looked at.
     *
     * @throws ArithmeticException if a number on the diagonal is 0
     */
    public static Tensor solveLower(Tensor t, Tensor b) {
        return solve(TriangularSolve.LOWER, t, b);
    }

    /** The X of T X = B for the upper triangle T of a matrix; see {@link #solveLower}. */
    public static Tensor solveUpper(Tensor t, Tensor b) {
        return solve(TriangularSolve.UPPER, t, b);
    }

    private static Tensor solve(TriangularSolve triangle, Tensor t, Tensor b) {
        required(triangle.caller(), t);
        return required(triangle.caller(), b).rank() == 1
                ? Tensor.apply(triangle, t, b.expandDims(-1)).squeeze(-1)
                : Tensor.apply(triangle, t, b);
    }

    /**
     * The X of least |A X − B| for A [..., m, n] of full rank, B [..., m, k] or [m]; where A is wide, of those the X of least norm.
     *
     * @throws ArithmeticException if A has not full rank to working precision, or its numbers are all 0
     */
    public static Tensor lstsq(Tensor a, Tensor b) {
        Matrices.require("lstsq", required("lstsq", a).type());
        if (required("lstsq", b).rank() == 1) {
            return lstsq(a, b.expandDims(-1)).squeeze(-1);
        }
        requireSides(a.type(), b.type());
        if (a.shape().dim(-2) < a.shape().dim(-1)) {
            Qr parts = qr(a.transpose());
            Tensor r = FullRank.checked("lstsq", parts.r());
            return parts.q().matmul(Tensor.apply(TriangularSolve.UPPER_TRANSPOSED, r, b));
        }
        Qr parts = qr(a);
        return Tensor.apply(
                TriangularSolve.UPPER,
                FullRank.checked("lstsq", parts.r()),
                parts.q().transpose().matmul(b));
    }

    private static void requireSides(TensorType a, TensorType b) {
        boolean fits = b.shape().rank() == a.shape().rank()
                && b.shape().without(-1).equals(a.shape().without(-1))
                && b.dtype() == a.dtype();
        if (!fits) {
            throw new IllegalArgumentException(
                    "lstsq needs right sides [..., m, k] of one type with its matrix [..., m, n],"
                            + " or one of them [m], got " + a + " and " + b);
        }
    }

    private static Tensor required(String what, Tensor tensor) {
        return Objects.requireNonNull(tensor, () -> what + " needs tensors, got null");
    }
}
