package org.palinode.tests.ode.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.IntFunction;
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
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.autodiff.support.Allocation;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** A warm step leaves no garbage: a solve of many steps, or its pull-back, allocates what one of few does. */
@Tag("slow")
class StepAllocationTest {
    /** Few and many steps that fill the same chunks of records, whose length doubles at 2,048 and 4,096. */
    private static final int FEW = 2_100;

    private static final int MANY = 4_000;

    /** The step counts differ by 1,900: a single object a step would show as 30,000 bytes at least. */
    private static final long NEXT_TO_NOTHING = 4_000;

    private static final Adjoint CHECKPOINTS = new RecursiveCheckpointAdjoint(20);

    private static final RootFinder ROOTS = RootFinder.veryChord().tolerances(1e-6, 1e-6);

    private static void assertStepsAllocateNothing(IntFunction<Runnable> ofSteps) {
        long more = Allocation.beyond(ofSteps.apply(FEW), ofSteps.apply(MANY), NEXT_TO_NOTHING);
        assertTrue(more <= NEXT_TO_NOTHING, (MANY - FEW) + " steps allocated " + more + " bytes");
    }

    private static SolveOptions steps(int count, Adjoint adjoint) {
        return SolveOptions.standard()
                .dt0((Sample.T1 - Sample.T0) / count)
                .maxSteps(10_000)
                .adjoint(adjoint);
    }

    private static Runnable forward(Solver solver, SolveOptions options) {
        return () -> Sample.solve(Sample.AT, solver, Sample.T0, Sample.T1, options);
    }

    private static Runnable back(Solver solver, SolveOptions options) {
        Tensor cotangent = Tensor.ones(3);
        Recording<Inputs, Tensor> recording = Autodiff.vjp(
                in -> Sample.solve(in, solver, Sample.T0, Sample.T1, options).y1(), Sample.AT);
        return () -> recording.pullBack(cotangent);
    }

    /** Each adjoint; then solves inside a step, factorisations and Jacobians included. */
    static List<Arguments> goingForward() {
        return List.of(
                Arguments.of(new Tsit5(), new DirectAdjoint()),
                Arguments.of(new Tsit5(), CHECKPOINTS),
                Arguments.of(new Tsit5(), new ReversibleAdjoint()),
                Arguments.of(new Tsit5(), new BacksolveAdjoint()),
                Arguments.of(new Kvaerno3(ROOTS), CHECKPOINTS),
                Arguments.of(new ImplicitEuler(RootFinder.newton().tolerances(1e-6, 1e-6)), CHECKPOINTS),
                Arguments.of(new Rodas5P(), CHECKPOINTS),
                Arguments.of(new Kvaerno3(ROOTS), new ReversibleAdjoint()));
    }

    @ParameterizedTest
    @MethodSource("goingForward")
    void aStepForwardAllocatesNothing(Solver solver, Adjoint adjoint) {
        assertStepsAllocateNothing(count -> forward(solver, steps(count, adjoint)));
    }

    /** Each adjoint; then solvers that take their own steps back, and those whose pull-back solves linear equations. */
    static List<Arguments> goingBack() {
        return List.of(
                Arguments.of(new RungeKutta4(), new DirectAdjoint()),
                Arguments.of(new RungeKutta4(), CHECKPOINTS),
                Arguments.of(new RungeKutta4(), new ReversibleAdjoint()),
                Arguments.of(new RungeKutta4(), new BacksolveAdjoint()),
                Arguments.of(new ReversibleHeun(), new ReversibleAdjoint()),
                Arguments.of(new EES25(), new ReversibleAdjoint()),
                Arguments.of(new Kvaerno3(ROOTS), new DirectAdjoint()),
                Arguments.of(new Rodas5P(), CHECKPOINTS));
    }

    @ParameterizedTest
    @MethodSource("goingBack")
    void aStepBackAllocatesNothing(Solver solver, Adjoint adjoint) {
        assertStepsAllocateNothing(count -> back(solver, steps(count, adjoint)));
    }

    /** Adaptive steps, saved values and errors read on the way included. */
    @Test
    void anAdaptiveStepAllocatesNothing() {
        double[] times = Tensor.linspace(Sample.T0, Sample.T1, 50).toArray();
        PIDController controller = new PIDController(1e-10, 1e-10);
        assertStepsAllocateNothing(count -> forward(
                new Tsit5(),
                SolveOptions.standard()
                        .saveAt(SaveAt.ts(times))
                        .maxSteps(10_000)
                        .adjoint(new BacksolveAdjoint())
                        .controller(controller.withDtmax(2.0 / count))
                        .dt0(2.0 / count)));
    }

    /** Between jumps, of a solver whose stages look beyond them. */
    @Test
    void aStepThatMindsJumpsAllocatesNothing() {
        var controller = new ConstantStepSize().jumpTs(0.7, 1.1);
        assertStepsAllocateNothing(count -> forward(
                new Kvaerno4(ROOTS), steps(count, new ReversibleAdjoint()).controller(controller)));
    }

    private static final ODETerm<Tensor, Void> DAMPED =
            new ODETerm<>((t, y, args) -> y.minus(1).times(-150));

    /** Steps of 0.01: each damps too strongly to be taken back, and is stored. */
    @Test
    void aStoredStepAllocatesNothing() {
        SolveOptions options =
                SolveOptions.standard().dt0(0.01).maxSteps(10_000).adjoint(new ReversibleAdjoint());
        assertStepsAllocateNothing(
                count -> () -> diffeqsolve(DAMPED, new Heun(), 0, 0.01 * count, Tensor.of(2.0), null, options));
    }

    /** A thousand times took 8 KB a step. */
    @Test
    void noStoredStepOnTheWayBackLooksAtAllGivenTimes() {
        IntFunction<Runnable> ofTimes = count -> {
            SolveOptions options = SolveOptions.standard()
                    .dt0(0.01)
                    .adjoint(new ReversibleAdjoint())
                    .saveAt(SaveAt.ts(Tensor.linspace(0, 4, count).toArray()));
            Recording<Tensor, Tensor> recording = Autodiff.vjp(
                    y0 -> diffeqsolve(DAMPED, new Heun(), 0, 4, y0, null, options)
                            .ys()
                            .sum(),
                    Tensor.of(2.0));
            return () -> recording.pullBack(Tensor.scalar(1));
        };
        // 400 steps; a row has some objects of its own
        long bound = 1_000 * 400;
        long more = Allocation.beyond(ofTimes.apply(2), ofTimes.apply(1_002), bound);
        assertTrue(more <= bound, "1,000 given times allocated " + more + " bytes");
    }
}
