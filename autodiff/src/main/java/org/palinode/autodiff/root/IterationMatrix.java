package org.palinode.autodiff.root;

import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/** The matrix M of a root finder's iteration, as factors on memory of its own or of the caller's. */
final class IterationMatrix {
    private final Buffer factors;
    private final Buffer status;
    private final Kernel solve;
    private final Kernel evaluate;
    private final int mostJacobians;
    private int jacobians;

    private IterationMatrix(Buffer factors, Buffer status, Kernel solve, Kernel evaluate, int mostJacobians) {
        this.factors = factors;
        this.status = status;
        this.solve = solve;
        this.evaluate = evaluate;
        this.mostJacobians = mostJacobians;
    }

    /** A matrix that the caller has factored; {@link #solve} overwrites {@code right}. */
    static IterationMatrix given(
            MatrixStructure structure, Buffer factors, Buffer pivots, Buffer status, Buffer right) {
        return new IterationMatrix(factors, status, structure.solve(false, factors, pivots, right), () -> {}, 0);
    }

    /**
     * The Jacobian at the first {@code mostJacobians} iterates of a run, then the last of these.
     *
     * @param jacobian a plan that evaluates it, compressed
     * @param right [n], overwritten by {@link #solve}
     */
    static IterationMatrix jacobian(MatrixStructure structure, Plan jacobian, Buffer right, int mostJacobians) {
        Buffer compressed = jacobian.output(0);
        Buffer wide = Buffer.allocate(new TensorType(DType.FLOAT64, compressed.shape()));
        Buffer factors = Buffer.allocate(TensorType.float64(structure.factorSize(right.size())));
        Buffer pivots = Buffer.allocate(right.type());
        Buffer status = Buffer.allocate(TensorType.float64());
        Kernel factor = structure.factor(wide, factors, pivots, status);
        Kernel evaluate = () -> {
            jacobian.run();
            wide.roundFrom(compressed);
            factor.run();
        };
        return new IterationMatrix(
                factors, status, structure.solve(false, factors, pivots, right), evaluate, mostJacobians);
    }

    /** Begins a run. */
    void begin() {
        jacobians = 0;
    }

    /** Takes the Jacobian at the current iterate if its turn has come. */
    void refresh() {
        if (jacobians < mostJacobians) {
            evaluate.run();
            jacobians++;
        }
    }

    /** True if the matrix stays the same over a run. */
    boolean isKept() {
        return mostJacobians <= 1;
    }

    /** Right side ← M⁻¹ right side. */
    void solve() {
        solve.run();
    }

    boolean isSingular() {
        return status.get(0) != 0;
    }

    boolean isFinite() {
        return !isSingular() || factors.isFinite();
    }

    /** The number of Jacobians that the run has evaluated. */
    int jacobians() {
        return jacobians;
    }
}
