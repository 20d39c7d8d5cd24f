package org.palinode.autodiff.root;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The root x of R(x, p) = 0. Inputs: a guess, the size of what x is an increment of, for a given matrix its factors, row exchanges and status,
 * then the p that the residual reads. Outputs: x, the status, whether the matrix is finite, the last residual's size, the numbers of residuals and Jacobians
 * evaluated.
 *
 * <p>VJP: p̄ = −(∂R/∂p)ᵀ λ with (∂R/∂x)ᵀ λ = x̄. JVP: ẋ = −(∂R/∂x)⁻¹ (∂R/∂p) ṗ. Both evaluate and factor the Jacobian once, at the root. The
 * root does not depend on guess, size and matrix.
 *
 * @param residual R as a program (x, p) → [n]
 */
record RootFind(Program residual, RootFinder finder) implements Primitive {
    private static final int OUTPUTS = 6;

    @Override
    public String name() {
        return "root";
    }

    /** The index of the first of the inputs p. */
    private int first() {
        return finder.needsFactors() ? 5 : 2;
    }

    /** The inputs that the residual reads besides x. */
    <T> List<T> read(List<T> inputs) {
        return inputs.subList(first(), inputs.size());
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        TensorType unknown = inputs.get(0);
        if (!residual.outputTypes().equals(List.of(unknown))) {
            throw new IllegalArgumentException(
                    "a root of " + unknown + " needs a residual with as many equations, got " + residual.outputTypes());
        }
        TensorType number = TensorType.float64();
        return List.of(unknown, number, number, number, number, number);
    }

    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        return new RootIteration(this, in, out);
    }

    /** The compressed Jacobian of a residual. */
    static Tensor jacobian(Program.Traced residual, Tensor at, MatrixStructure structure) {
        return jacobian(residual.program(), at, residual.captured(), structure);
    }

    private static Tensor jacobian(Program residual, Tensor at, List<Tensor> rest, MatrixStructure structure) {
        return Tensor.apply(new JacobianCall(residual, structure), arguments(at, rest))
                .get(0);
    }

    private static List<Tensor> arguments(Tensor x, List<Tensor> rest) {
        List<Tensor> all = new ArrayList<>(List.of(x));
        all.addAll(rest);
        return all;
    }

    private Factors atRoot(Tensor root, List<Tensor> rest) {
        return Factors.of(finder.structure(), jacobian(residual, root, rest, finder.structure()));
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        List<Tensor> inBar = new ArrayList<>(Collections.nCopies(in.size(), null));
        int first = first();
        List<Tensor> rest = read(in);
        IntPredicate isWanted = i -> i > 0 && wanted.test(first + i - 1);
        boolean any = false;
        for (int i = 1; i <= rest.size(); i++) {
            any |= isWanted.test(i);
        }
        if (outBar.get(0) == null || !any) {
            return inBar;
        }
        Tensor root = out.get(0);
        Tensor lambda = atRoot(root, rest).solveTransposed(outBar.get(0)).negate();
        List<Tensor> bars =
                new Call(residual).vjp(arguments(root, rest), Arrays.asList((Tensor) null), List.of(lambda), isWanted);
        for (int i = 1; i < bars.size(); i++) {
            inBar.set(first + i - 1, bars.get(i));
        }
        return inBar;
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        List<Tensor> outDot = new ArrayList<>(Collections.nCopies(OUTPUTS, null));
        List<Tensor> restDot = read(inDot);
        if (restDot.stream().anyMatch(dot -> dot != null)) {
            Tensor root = out.get(0);
            List<Tensor> rest = read(in);
            List<Tensor> dots = new ArrayList<>(Collections.singletonList(null));
            dots.addAll(restDot);
            Tensor moved =
                    new Call(residual).jvp(arguments(root, rest), null, dots).get(0);
            outDot.set(0, moved == null ? null : atRoot(root, rest).solve(moved).negate());
        }
        return outDot;
    }

    @Override
    public String toString() {
        return "root[" + residual.equations().size() + " equations]";
    }
}
