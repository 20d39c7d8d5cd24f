package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.autodiff.support.CountingSquare;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** What the forward step computed is not computed again by the step back. */
@Tag("thorough")
class ResidualsTest {
    private static final DirectAdjoint NO_RESIDUALS = new DirectAdjoint(0);
    private static final SolveOptions CONSTANT = SolveOptions.standard().dt0(0.05);

    /** Steps are rejected: the first is far too large. */
    private static final SolveOptions ADAPTIVE =
            SolveOptions.standard().dt0(1.5).controller(new PIDController(1e-6, 1e-8));

    /** y' = tanh(W y)² − y/2, which counts how often it is evaluated. */
    private static Solution<Tensor> solve(CountingSquare square, Inputs in, Solver solver, SolveOptions options) {
        Tensor w = in.closedOver();
        ODETerm<Tensor, Tensor> term = new ODETerm<>(
                (t, y, a) -> square.of(w.matmul(y).tanh()).times(a.get(0)).minus(y.times(0.5)));
        return diffeqsolve(term, solver, Sample.T0, Sample.T1, in.y0(), in.args(), options);
    }

    static List<SolveOptions> options() {
        return List.of(CONSTANT, ADAPTIVE, ADAPTIVE.saveAt(SaveAt.ts(0.3, 0.9, 2)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void directEvaluatesTheFieldAsOftenAsTheSolveAloneAndNeverInTheSweep(SolveOptions options) {
        CountingSquare square = new CountingSquare();
        Solution<Tensor> alone = solve(square, Sample.AT, new Dopri5(), options);
        int evaluations = square.runs().getAndSet(0);
        assertEquals(evaluations, alone.statistics().evaluations());

        List<GradientReport> reports = new ArrayList<>();
        SolveOptions direct = options.adjoint(new DirectAdjoint()).onGradient(reports::add);
        List<Solution<Tensor>> solutions = new ArrayList<>();
        Recording<Inputs, Tensor> recording = Autodiff.vjp(
                in -> {
                    solutions.add(solve(square, in, new Dopri5(), direct));
                    return Sample.weighted(solutions.get(0).ys());
                },
                Sample.AT);
        assertEquals(evaluations, square.runs().getAndSet(0));
        assertEquals(evaluations, solutions.get(0).statistics().evaluations());

        recording.pullBack(Tensor.scalar(1));
        int forInit = 1; // of the slope that Dopri5 starts from, whose pull-back is not a step's
        assertTrue(square.runs().get() <= forInit, square.runs() + " runs");
        assertEquals(0, reports.get(0).evaluations());
        assertEquals(6L * reports.get(0).steps() + forInit, reports.get(0).pullBacks());
        assertEquals(reports.get(0).steps(), reports.get(0).residualSteps());
        assertEquals(solutions.get(0).statistics().accepted(), reports.get(0).steps());
    }

    @ParameterizedTest
    @MethodSource("options")
    void residualsDoNotChangeTheGradient(SolveOptions options) {
        for (Solver solver : List.of(new Tsit5(), new RungeKutta4(), new Reversible(new RungeKutta4()))) {
            SolveOptions fitting = solver.estimatesError() ? options : CONSTANT.saveAt(options.saveAt());
            Inputs without = gradient(solver, fitting.adjoint(NO_RESIDUALS));
            for (Adjoint adjoint : List.of(
                    new DirectAdjoint(),
                    new DirectAdjoint(3000),
                    new RecursiveCheckpointAdjoint(),
                    new RecursiveCheckpointAdjoint(4),
                    new RecursiveCheckpointAdjoint(4).withResidualBytes(1),
                    new RecursiveCheckpointAdjoint(4).withResidualBytes(0))) {
                // the same operations, but fused in other groups: another order of a few sums
                assertEquals(
                        0, gradient(solver, fitting.adjoint(adjoint)).distance(without), 1e-13, solver + " " + adjoint);
            }
        }
    }

    private static Inputs gradient(Solver solver, SolveOptions options) {
        return Autodiff.grad(Sample.loss(solver, options)).apply(Sample.AT);
    }

    private static GradientReport report(SolveOptions options, Adjoint adjoint) {
        List<GradientReport> reports = new ArrayList<>();
        gradient(new RungeKutta4(), options.adjoint(adjoint).onGradient(reports::add));
        return reports.get(0);
    }

    /** Forty steps of four evaluations. */
    @Test
    void beyondTheBudgetStepsAreEvaluatedAgain() {
        GradientReport all = report(CONSTANT, new DirectAdjoint());
        GradientReport none = report(CONSTANT, NO_RESIDUALS);
        GradientReport some = report(CONSTANT, new DirectAdjoint(3000));
        assertEquals(40, all.residualSteps());
        assertEquals(0, none.residualSteps());
        int kept = some.residualSteps();
        assertTrue(0 < kept && kept < 40, some.toString());
        long perStep = none.evaluations() / 40;
        assertTrue(perStep > 0, none.toString());
        assertEquals((40 - kept) * perStep, some.evaluations());
        assertEquals(none.pullBacks(), some.pullBacks());
        assertEquals(none.pullBacks(), all.pullBacks());
        assertTrue(all.bytes() > none.bytes(), all + " " + none);
    }

    /** A second pull-back, and one by another adjoint, find the residuals gone, and the same gradient. */
    @Test
    void aRecordingIsPulledBackAgainWithoutResiduals() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = CONSTANT.adjoint(new DirectAdjoint()).onGradient(reports::add);
        Function<Inputs, Tensor> loss = Sample.loss(new Tsit5(), options);
        Recording<Inputs, Tensor> recording = Autodiff.vjp(loss, Sample.AT);
        Inputs first = recording.pullBack(Tensor.scalar(1));
        Inputs second = recording.pullBack(Tensor.scalar(1));
        Inputs third =
                recording.pullBack(Tensor.scalar(1), Recorded.under(new RecursiveCheckpointAdjoint(5), reports::add));
        assertEquals(0, second.distance(first), 1e-13); // see residualsDoNotChangeTheGradient
        assertEquals(0, third.distance(first), 1e-13);
        assertEquals(
                List.of(40, 0),
                reports.subList(0, 2).stream()
                        .map(GradientReport::residualSteps)
                        .toList());
        assertEquals(0, reports.get(0).evaluations());
        assertTrue(reports.get(1).evaluations() > 0, reports.get(1).toString());
    }

    /** With n states for n steps only those that were dropped on the way are taken again; each of them is pulled back from residuals. */
    @Test
    void aRecordingIsPulledBackAgainAfterAnotherSolveFilledTheSameMemory() {
        SolveOptions direct = CONSTANT.adjoint(new DirectAdjoint());
        Function<Inputs, Tensor> loss = Sample.loss(new RungeKutta4(), direct);
        Recording<Inputs, Tensor> first = Autodiff.vjp(loss, Sample.AT);
        Inputs once = first.pullBack(Tensor.scalar(1));
        Inputs elsewhere = new Inputs(
                Sample.AT.y0().times(-2),
                Sample.AT.args(),
                Sample.AT.closedOver().times(0.5));
        Recording<Inputs, Tensor> second = Autodiff.vjp(loss, elsewhere);
        Inputs again = first.pullBack(Tensor.scalar(1));
        assertEquals(0, once.distance(again), 1e-13, "the residuals of the other solve were read");
        assertEquals(
                0,
                second.pullBack(Tensor.scalar(1)).distance(Autodiff.grad(loss).apply(elsewhere)),
                1e-13);
    }

    @Test
    void recursiveEvaluatesNoStepTwiceThatItTakesAgain() {
        GradientReport kept = report(CONSTANT, new RecursiveCheckpointAdjoint(8));
        GradientReport none = report(CONSTANT, new RecursiveCheckpointAdjoint(8).withResidualBytes(0));
        assertTrue(kept.residualSteps() > 0, kept.toString());
        assertTrue(kept.evaluations() < none.evaluations(), kept + " " + none);
        assertEquals(kept.recomputedSteps(), kept.residualSteps(), "taken again once each, and not for the pull-back");
    }

    @Test
    void aNegativeBudgetIsRefused() {
        assertEquals(
                "residualBytes must be at least 0, got -1; 0 stores states only",
                assertThrows(IllegalArgumentException.class, () -> new DirectAdjoint(-1))
                        .getMessage());
        assertEquals(
                "residualBytes must be at least 0, got -1; 0 stores states only",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new RecursiveCheckpointAdjoint(3).withResidualBytes(-1))
                        .getMessage());
    }

    /** 84 MiB of residuals, more than are kept for certain: the next solve finds them, or the collector freed them and it asks anew. */
    @Test
    void largeResidualsAreHandedToTheNextSolveOrFreed() {
        Mlp field = Mlp.random(RandomKey.of(3), DType.FLOAT64, Activation.TANH, 2, 256, 2);
        Tensor y0 = RandomKey.of(4).normal(256, 2);
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = CONSTANT.adjoint(new DirectAdjoint()).onGradient(reports::add);
        Layers first = gradient(field, y0, options);
        Layers second = gradient(field, y0, options);
        System.gc();
        Layers third = gradient(field, y0, options);
        for (Layers again : List.of(second, third)) {
            assertEquals(0, first.y0().minus(again.y0()).abs().max().item());
        }
        for (GradientReport report : reports) {
            assertEquals(40, report.residualSteps());
            assertTrue(report.bytes() > 64 << 20, report.toString());
        }
        gradient(field, y0, options.adjoint(new RecursiveCheckpointAdjoint(3)));
        GradientReport recursive = reports.get(reports.size() - 1);
        assertTrue(recursive.bytes() < 64 << 20, "counted what it was handed and did not fill: " + recursive);
    }

    /** However little or much the process may have. */
    @Test
    void theStandardBudgetIsAShareOfWhatTheProcessMayHave() {
        long bytes = DirectAdjoint.standardBytes();
        assertEquals(new DirectAdjoint(bytes), new DirectAdjoint());
        assertTrue(256L << 20 <= bytes && bytes <= 1L << 30, bytes + " bytes");
        assertTrue(bytes == 256L << 20 || bytes <= Arena.limit() / 2, bytes + " of " + Arena.limit());
    }

    /** Matrices, fused loops, and several chunks of memory: 20 KB of residuals a step. */
    @ParameterizedTest
    @MethodSource("options")
    void largeResidualsDoNotChangeTheGradient(SolveOptions options) {
        Mlp field = Mlp.random(RandomKey.of(3), DType.FLOAT64, Activation.TANH, 2, 32, 2);
        Tensor y0 = RandomKey.of(4).normal(16, 2);
        Layers expected = gradient(field, y0, options.adjoint(NO_RESIDUALS));
        for (Adjoint adjoint : List.of(
                new DirectAdjoint(),
                new DirectAdjoint(200_000),
                new RecursiveCheckpointAdjoint(3),
                new RecursiveCheckpointAdjoint(3).withResidualBytes(1))) {
            for (int again = 0; again < 2; again++) { // the second solve finds the memory of the first
                Layers found = gradient(field, y0, options.adjoint(adjoint));
                List<Tensor> a = Tree.flatten(expected).leaves();
                List<Tensor> b = Tree.flatten(found).leaves();
                for (int i = 0; i < a.size(); i++) {
                    double size = a.get(i).abs().max().item();
                    // see residualsDoNotChangeTheGradient
                    assertEquals(0, a.get(i).minus(b.get(i)).abs().max().item(), 1e-12 * size, adjoint.toString());
                }
            }
        }
    }

    /** What is differentiated for. */
    record Layers(Mlp field, Tensor y0) {}

    private static Layers gradient(Mlp field, Tensor y0, SolveOptions options) {
        return Autodiff.grad((Layers at) -> {
                    ODETerm<Tensor, Void> term =
                            new ODETerm<>((t, y, args) -> at.field().apply(y));
                    return diffeqsolve(term, new Tsit5(), 0, 2, at.y0(), null, options)
                            .ys()
                            .square()
                            .sum();
                })
                .apply(new Layers(field, y0));
    }
}
