package org.palinode.autodiff.linear;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The solutions x [k, n] of op(A) x = b for vectors b [k, n], op(A) = A or Aᵀ. Inputs: A compressed, its factors, its row exchanges, b.
 * With op(A) = A: VJP b̄ = A⁻ᵀ x̄, Ā = −b̄ xᵀ. JVP ẋ = A⁻¹(ḃ − Ȧ x).
 */
record SolveFactored(MatrixStructure structure, boolean transposed) implements Operation {
    private static final int MATRIX = 0;
    private static final int RIGHT = 3;

    @Override
    public String name() {
        return transposed ? "solve_factoredT" : "solve_factored";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(RIGHT);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer right = in.get(RIGHT);
        Kernel solve = structure.solve(transposed, in.get(1), in.get(2), out);
        return () -> {
            out.copyFrom(right);
            solve.run();
        };
    }

    private static Tensor apply(SolveFactored solve, List<Tensor> in, Tensor right) {
        return Tensor.apply(solve, in.get(0), in.get(1), in.get(2), right);
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor x, Tensor xBar) {
        if (input != MATRIX && input != RIGHT) {
            return null;
        }
        Tensor bBar = apply(new SolveFactored(structure, !transposed), in, xBar);
        if (input == RIGHT) {
            return bBar;
        }
        return (transposed ? structure.outer(x, bBar) : structure.outer(bBar, x)).negate();
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor x, List<Tensor> inDot) {
        Tensor right = inDot.get(RIGHT);
        Tensor matrixDot = inDot.get(MATRIX);
        if (matrixDot != null) {
            Tensor moved = transposed ? structure.transposedProduct(matrixDot, x) : structure.product(matrixDot, x);
            right = right == null ? moved.negate() : right.minus(moved);
        }
        return right == null ? null : apply(this, in, right);
    }

    /** The batch as one solve with all right sides where the matrix is not batched. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        if (isBatched.test(0) || isBatched.test(1) || isBatched.test(2)) {
            return Operation.super.batch(in, isBatched, size);
        }
        Tensor right = in.get(RIGHT);
        Tensor rows = right.reshape(-1, right.shape().dim(2));
        return List.of(apply(this, in, rows).reshape(right.shape()));
    }
}
