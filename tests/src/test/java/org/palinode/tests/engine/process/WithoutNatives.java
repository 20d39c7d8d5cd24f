package org.palinode.tests.engine.process;

import java.util.function.Supplier;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * Prints what calls say that need memory by JavaCPP, BLAS, LAPACK or ND4J, twice each: the JVM gives the cause of a failed load at the first time
 * only.
 */
final class WithoutNatives {
    private WithoutNatives() {}

    public static void main(String[] args) {
        for (int i = 0; i < 2; i++) {
            print(
                    "compiled",
                    () -> Autodiff.compile((Tensor x) -> x.exp().sum()).apply(Tensor.of(0, 0)));
            print("product", () -> Tensor.eye(40).matmul(Tensor.ones(40, 40)).sum());
            print(
                    "large product",
                    () -> Tensor.eye(300).matmul(Tensor.ones(300, 300)).sum());
            print("linear system", () -> Tensor.eye(40).solve(Tensor.ones(40)).sum());
            print("dense factors", () -> factors(MatrixStructure.dense()));
            print("banded factors", () -> factors(MatrixStructure.banded(1, 1)));
            print("random numbers", () -> RandomKey.of(0).normal(3));
            print("solve", WithoutNatives::solve);
            print("to ND4J", () -> Tensor.of(1, 2).toINDArray());
        }
    }

    private static Tensor factors(MatrixStructure structure) {
        return Factors.of(structure, structure.compress(Tensor.eye(40)))
                .solve(Tensor.ones(40))
                .sum();
    }

    private static Tensor solve() {
        var fade = new ODETerm<Tensor, Tensor>((t, y, k) -> y.times(k).negate());
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        return Autodiff.grad((Tensor k) -> DiffEqSolve.diffeqsolve(fade, new Tsit5(), 0, 1, Tensor.ones(3), k, options)
                        .y1()
                        .sum())
                .apply(Tensor.scalar(2));
    }

    private static void print(String what, Supplier<Object> call) {
        try {
            System.out.println(what + ": " + call.get().toString().replace("\n", ""));
        } catch (RuntimeException | LinkageError e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + ": "
                    + e.getMessage().replace("\n", " | "));
        }
    }
}
