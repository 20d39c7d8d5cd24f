package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

@Tag("slow")
class MemoryTest {
    static List<Adjoint> adjoints() {
        return List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(20),
                new ReversibleAdjoint(),
                new BacksolveAdjoint());
    }

    /** A hundred thousand steps forward and back, each training step with a field that is written anew. */
    @Test
    void aHundredThousandStepsLeaveMemoryFlat() throws InterruptedException {
        train(100);
        long[] before = memory();
        train(1_000);
        long[] after = memory();
        // what the JVM and JUnit keep for themselves; less than before is what other tests had left
        assertTrue(after[0] - before[0] <= 1 << 20, "bytes on the heap went from " + before[0] + " to " + after[0]);
        assertTrue(after[1] - before[1] <= 1 << 20, "bytes outside of it went from " + before[1] + " to " + after[1]);
    }

    /** A number in the code of a field makes it another field: twelve of them, whose steps and residuals take 80 MB each. */
    @Test
    void stepsOfManyFieldsStayWithinTheirBound() throws InterruptedException {
        Tensor ones = Tensor.ones(100_000);
        long before = memory()[1];
        for (int i = 0; i < 12; i++) {
            double factor = 0.5 + 0.01 * i;
            var field = new ODETerm<Tensor, Tensor>(
                    (t, y, p) -> y.times(factor).sin().times(p));
            SolveOptions options = SolveOptions.standard().dt0(0.25).adjoint(new DirectAdjoint());
            Tensor gradient = Autodiff.grad((Tensor p) -> diffeqsolve(field, new Tsit5(), 0, 1, ones, p, options)
                            .y1()
                            .sum())
                    .apply(ones);
            assertTrue(Double.isFinite(gradient.sum().item()));
        }
        long held = memory()[1] - before;
        assertTrue(
                held < 400L << 20, "held " + held + " bytes"); // 256 MiB of steps, 64 MiB of residuals, a few gradients
    }

    private static void train(int solves) {
        List<Adjoint> adjoints = adjoints();
        for (int i = 0; i < solves; i++) {
            SolveOptions options = SolveOptions.standard().dt0(0.02).adjoint(adjoints.get(i % adjoints.size()));
            Inputs at = Sample.AT.plus(Sample.AT, 1e-3 * i);
            Inputs gradient = Autodiff.grad(Sample.loss(new Tsit5(), options)).apply(at);
            assertTrue(Double.isFinite(gradient.y0().sum().item()));
        }
    }

    /** Bytes in use on the heap, and outside of it by JavaCPP, once garbage is gone. */
    private static long[] memory() throws InterruptedException {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
            heap = Math.min(
                    heap,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return new long[] {heap, Pointer.totalBytes()};
    }
}
