package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

@Tag("slow")
class MemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<Adjoint> adjoints() {
        return List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(20),
                new ReversibleAdjoint(),
                new BacksolveAdjoint());
    }

    /** Few and many steps that fill the same chunks of records, whose length doubles at 2,048 and 4,096. */
    private static final int FEW = 2_100;

    private static final int MANY = 4_000;

    /** The step counts differ by 1,900: a single object a step would show as 30,000 bytes at least. */
    private static final long NEXT_TO_NOTHING = 4_000;

    private static SolveOptions steps(int count, Adjoint adjoint) {
        return SolveOptions.standard()
                .dt0((Sample.T1 - Sample.T0) / count)
                .maxSteps(10_000)
                .adjoint(adjoint);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void aStepForwardAllocatesNothing(Adjoint adjoint) {
        Inputs at = Sample.AT;
        long few = allocated(() -> Sample.solve(at, new Tsit5(), Sample.T0, Sample.T1, steps(FEW, adjoint)));
        long many = allocated(() -> Sample.solve(at, new Tsit5(), Sample.T0, Sample.T1, steps(MANY, adjoint)));
        assertTrue(many - few <= NEXT_TO_NOTHING, "allocated " + few + " and " + many);
    }

    /** Solves inside a step, factorisations and Jacobians included. */
    @ParameterizedTest
    @MethodSource("implicit")
    void anImplicitStepAllocatesNothing(Solver solver) {
        Inputs at = Sample.AT;
        Adjoint adjoint = new RecursiveCheckpointAdjoint(20);
        long few = allocated(() -> Sample.solve(at, solver, Sample.T0, Sample.T1, steps(FEW, adjoint)));
        long many = allocated(() -> Sample.solve(at, solver, Sample.T0, Sample.T1, steps(MANY, adjoint)));
        assertTrue(many - few <= NEXT_TO_NOTHING, "allocated " + few + " and " + many);
    }

    static List<Solver> implicit() {
        return List.of(
                new Kvaerno3(RootFinder.veryChord().tolerances(1e-6, 1e-6)),
                new ImplicitEuler(RootFinder.newton().tolerances(1e-6, 1e-6)),
                new Rodas5P());
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void aStepBackAllocatesNothing(Adjoint adjoint) {
        Tensor cotangent = Tensor.ones(3);
        Recording<Inputs, Tensor> few = recording(FEW, adjoint);
        Recording<Inputs, Tensor> many = recording(MANY, adjoint);
        long bytesOfFew = allocated(() -> few.pullBack(cotangent));
        long bytesOfMany = allocated(() -> many.pullBack(cotangent));
        assertTrue(bytesOfMany - bytesOfFew <= NEXT_TO_NOTHING, "allocated " + bytesOfFew + " and " + bytesOfMany);
    }

    /** Solvers that take their own steps back, and those whose pull-back solves linear equations. */
    @ParameterizedTest
    @MethodSource("othersGoingBack")
    void aStepBackOfOtherSolversAllocatesNothing(Solver solver, Adjoint adjoint) {
        Tensor cotangent = Tensor.ones(3);
        Recording<Inputs, Tensor> few = recording(solver, FEW, adjoint);
        Recording<Inputs, Tensor> many = recording(solver, MANY, adjoint);
        long bytesOfFew = allocated(() -> few.pullBack(cotangent));
        long bytesOfMany = allocated(() -> many.pullBack(cotangent));
        assertTrue(bytesOfMany - bytesOfFew <= NEXT_TO_NOTHING, "allocated " + bytesOfFew + " and " + bytesOfMany);
    }

    static List<Arguments> othersGoingBack() {
        return List.of(
                Arguments.of(new ReversibleHeun(), new ReversibleAdjoint()),
                Arguments.of(new EES25(), new ReversibleAdjoint()),
                Arguments.of(new Kvaerno3(RootFinder.veryChord().tolerances(1e-6, 1e-6)), new DirectAdjoint()),
                Arguments.of(new Rodas5P(), new RecursiveCheckpointAdjoint(20)));
    }

    private static Recording<Inputs, Tensor> recording(int steps, Adjoint adjoint) {
        return recording(new RungeKutta4(), steps, adjoint);
    }

    private static Recording<Inputs, Tensor> recording(Solver solver, int steps, Adjoint adjoint) {
        return Autodiff.vjp(
                in -> Sample.solve(in, solver, Sample.T0, Sample.T1, steps(steps, adjoint))
                        .y1(),
                Sample.AT);
    }

    /** Adaptive steps, saved values and errors read on the way included. */
    @Test
    void anAdaptiveStepAllocatesNothing() {
        double[] times = Tensor.linspace(Sample.T0, Sample.T1, 50).toArray();
        SolveOptions options = SolveOptions.standard()
                .saveAt(SaveAt.ts(times))
                .maxSteps(10_000)
                .adjoint(new BacksolveAdjoint());
        SolveOptions few = options.controller(new PIDController(1e-10, 1e-10).withDtmax(2.0 / FEW))
                .dt0(1e-3);
        SolveOptions many = options.controller(new PIDController(1e-10, 1e-10).withDtmax(2.0 / MANY))
                .dt0(5e-4);
        long bytesOfFew = allocated(() -> Sample.solve(Sample.AT, new Tsit5(), Sample.T0, Sample.T1, few));
        long bytesOfMany = allocated(() -> Sample.solve(Sample.AT, new Tsit5(), Sample.T0, Sample.T1, many));
        assertTrue(bytesOfMany - bytesOfFew <= NEXT_TO_NOTHING, "allocated " + bytesOfFew + " and " + bytesOfMany);
    }

    /** The least that a warm run allocates: the compiler may still replace code while one is measured. */
    private static long allocated(Runnable code) {
        for (int i = 0; i < 30; i++) {
            code.run();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            code.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    /** A hundred thousand steps forward and back, each training step with a field that is written anew. */
    @Test
    void aHundredThousandStepsLeaveMemoryFlat() throws InterruptedException {
        train(100);
        long[] before = memory();
        train(1_000);
        long[] after = memory();
        assertEquals(before[0], after[0], 1 << 20, "bytes on the heap"); // what the JVM and JUnit keep for themselves
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
