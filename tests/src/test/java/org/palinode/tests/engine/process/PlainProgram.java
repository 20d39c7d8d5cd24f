package org.palinode.tests.engine.process;

import java.util.function.Supplier;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.kernel.blas.BlasLibrary;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * A user's program: prints how far off a linear system, a product, factors and solves are, or the refusal; the library and its core at last. The
 * linear system comes first, for LAPACK to be the first of the library that is called.
 */
final class PlainProgram {
    private PlainProgram() {}

    public static void main(String[] args) {
        Tensor a = RandomKey.of(0).normal(200, 200).plus(Tensor.eye(200).times(200));
        Tensor ones = Tensor.ones(200);
        print("solve", () -> difference(times(a, a.solve(ones)), ones));
        print("product", () -> difference(a.matmul(Tensor.eye(200)), a));
        MatrixStructure dense = MatrixStructure.dense();
        print(
                "factors",
                () -> difference(times(a, Factors.of(dense, dense.compress(a)).solve(ones)), ones));
        print("implicit", () -> {
            var fade = new ODETerm<Tensor, Tensor>((t, y, p) -> y.negate().times(p));
            Solver solver = new ImplicitEuler(RootFinder.newton().tolerances(1e-12, 1e-12));
            SolveOptions options = SolveOptions.standard().dt0(0.5);
            Tensor gradient = Autodiff.grad(
                            (Tensor p) -> DiffEqSolve.diffeqsolve(fade, solver, 0, 1, Tensor.ones(40), p, options)
                                    .y1()
                                    .sum())
                    .apply(Tensor.scalar(1));
            return Math.abs(gradient.item() + 40 / Math.pow(1.5, 3)); // y = (1 + p/2)⁻² in each of 40 places
        });
        print("explicit", () -> {
            var fade = new ODETerm<Tensor, Tensor>((t, y, p) -> y.negate());
            Tensor y = DiffEqSolve.diffeqsolve(
                            fade,
                            new Tsit5(),
                            0,
                            1,
                            Tensor.ones(40),
                            null,
                            SolveOptions.standard().dt0(0.01))
                    .y1();
            return difference(y, Tensor.full(y.type(), Math.exp(-1)));
        });
        System.out.println(
                BlasLibrary.loaded().version() + " " + BlasLibrary.loaded().core());
    }

    private static void print(String what, Supplier<Double> error) {
        try {
            System.out.println(what + ": " + error.get());
        } catch (IllegalStateException refusal) {
            System.out.println(what + ": " + refusal.getMessage());
        }
    }

    /** By plain loops. */
    private static Tensor times(Tensor a, Tensor x) {
        int n = x.size();
        double[] entries = a.toArray();
        double[] numbers = x.toArray();
        double[] product = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                product[i] += entries[i * n + j] * numbers[j];
            }
        }
        return Tensor.of(product);
    }

    private static double difference(Tensor a, Tensor b) {
        return a.minus(b).abs().max().item();
    }
}
