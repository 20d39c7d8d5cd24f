package org.palinode.tests.engine.process;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Fills memory in three ways, and prints what is said. */
final class FullMemory {
    private FullMemory() {}

    public static void main(String[] args) {
        print(() -> {
            List<Tensor> all = new ArrayList<>();
            while (true) {
                all.add(Tensor.of(TensorType.float64(1 << 22), new double[1 << 22]));
            }
        });
        print(() -> {
            Arena arena = new Arena("a test");
            while (true) {
                arena.allocate(TensorType.float64(1 << 22));
            }
        });
        print(() -> {
            var term = new ODETerm<Tensor, Tensor>((t, y, p) -> y.negate());
            SolveOptions options = SolveOptions.standard().dt0(1e-3).adjoint(new DirectAdjoint());
            Autodiff.grad((Tensor y) -> diffeqsolve(term, new Tsit5(), 0, 1, y, null, options)
                            .y1()
                            .sum())
                    .apply(Tensor.ones(200_000));
        });
    }

    private static void print(Runnable fills) {
        try {
            fills.run();
        } catch (OutOfMemoryError full) {
            System.out.println(full.getMessage());
        }
    }
}
