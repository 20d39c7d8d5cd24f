package org.palinode.autodiff.decomposition;

import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.DoublePointer;
import org.palinode.autodiff.internal.kernel.blas.Decompositions;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The solution X of op(T) X = B for a triangle T of a matrix [..., n, n], B [..., n, k]; the rest of the matrix is not looked at. VJP
 * B̄ = op(T)⁻ᵀ X̄, T̄ = the triangle of −B̄ Xᵀ. JVP Ẋ = op(T)⁻¹(Ḃ − op(Ṫ) X).
 */
record TriangularSolve(boolean upper, boolean transposed) implements Operation {
    static final TriangularSolve LOWER = new TriangularSolve(false, false);
    static final TriangularSolve LOWER_TRANSPOSED = new TriangularSolve(false, true);
    static final TriangularSolve UPPER = new TriangularSolve(true, false);
    static final TriangularSolve UPPER_TRANSPOSED = new TriangularSolve(true, true);

    @Override
    public String name() {
        return "solve_triangular";
    }

    /** The method as users know it. */
    String caller() {
        return upper ? "solveUpper" : "solveLower";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Matrices.requireSquare(caller(), in.get(0));
        Shape needed = in.get(0)
                .shape()
                .with(-1, in.get(1).shape().rank() == 0 ? 0 : in.get(1).shape().dim(-1));
        if (!needed.equals(in.get(1).shape()) || in.get(0).dtype() != in.get(1).dtype()) {
            throw new IllegalArgumentException(
                    caller() + " needs right sides [..., n, k] of one type with its matrix [..., n, n], got "
                            + in.get(0) + " and " + in.get(1));
        }
        return in.get(1);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer t = in.get(0);
        Buffer b = in.get(1);
        int n = t.shape().dim(-1);
        int k = b.shape().dim(-1);
        Buffer matrix = Matrices.room(n, n);
        Buffer sides = Matrices.room(k, n);
        DoublePointer matrixAt = matrix.doublePointer();
        DoublePointer sidesAt = sides.doublePointer();
        return Matrices.each(out.shape(), i -> {
            Matrices.load(t, i, matrix);
            Matrices.load(b, i, sides);
            int zero = Decompositions.solveTriangular(upper, transposed, n, k, matrixAt, sidesAt);
            if (zero != 0) {
                throw new ArithmeticException(caller() + " met a singular matrix " + t.type() + ": number " + zero
                        + " on the diagonal of number " + i + " is zero");
            }
            Matrices.store(sides, out, i);
        });
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor x, Tensor xBar) {
        Tensor bBar = Tensor.apply(new TriangularSolve(upper, !transposed), in.get(0), xBar);
        if (input == 1) {
            return bBar;
        }
        return triangle(transposed ? x.matmul(bBar.transpose()) : bBar.matmul(x.transpose()))
                .negate();
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor x, List<Tensor> inDot) {
        Tensor right = inDot.get(1);
        if (inDot.get(0) != null) {
            Tensor moved = triangle(inDot.get(0));
            Tensor product = (transposed ? moved.transpose() : moved).matmul(x);
            right = right == null ? product.negate() : right.minus(product);
        }
        return Tensor.apply(this, in.get(0), right);
    }

    private Tensor triangle(Tensor matrix) {
        return upper ? matrix.triu(0) : matrix.tril(0);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, Matrices.stretched(in, isBatched, size));
    }
}
