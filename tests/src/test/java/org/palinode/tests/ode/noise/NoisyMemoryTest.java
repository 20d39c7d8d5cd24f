package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;

/** Memory of reversed solves under noise does not grow with their steps, and their gradients are those of the stored steps. */
@Tag("slow")
class NoisyMemoryTest {
    /** Couplings near 1: with 0.999 the longest segment ends after 8,400 steps. */
    static Stream<Solver> solvers() {
        return Stream.of(
                new EES25(),
                new ReversibleHeun(),
                new Reversible(new RungeKutta4(), 0.99999),
                new Reversible(new SlowRK(), 0.99999),
                new Reversible(new HalfSolver(new RungeKutta4()), 0.99999));
    }

    private record Run(Tensor value, Tensor gradient, Tensor direct, GradientReport report, long bytes) {}

    /** Motions that neither grow nor damp by much, over [0, 1]. */
    private static Run run(Solver solver, int steps) {
        Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                        (t, y, a) -> y.sin().times(a.get(0)))
                .plus(Diffusion.diagonal(
                        (t, y, a) -> y.cos().times(a.get(1)),
                        IndependentIncrements.of(RandomKey.of(5), 2).with(LevyArea.SPACE_TIME)));
        AtomicReference<GradientReport> report = new AtomicReference<>();
        AtomicReference<Solution<Tensor>> solution = new AtomicReference<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(1.0 / steps)
                .maxSteps(steps + 1)
                .adjoint(new ReversibleAdjoint())
                .onGradient(report::set);
        Recording<Tensor, Tensor> recording = Autodiff.vjp(
                args -> {
                    solution.set(diffeqsolve(term, solver, 0, 1, Tensor.of(1, 2), args, options));
                    return solution.get().y1().sum();
                },
                Tensor.of(0.7, 0.3));
        Tensor gradient = recording.pullBack(Tensor.scalar(1));
        GradientReport took = report.get();
        Tensor direct =
                steps > 1000 ? gradient : recording.pullBack(Tensor.scalar(1), Recorded.under(new DirectAdjoint()));
        long bytes = Math.max(solution.get().statistics().bytes(), took.bytes());
        return new Run(recording.value(), gradient, direct, took, bytes);
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aHundredThousandStepsHoldWhatAThousandDo(Solver solver) {
        Run few = run(solver, 1_000);
        Run many = run(solver, 100_000);
        assertEquals(0, Gap.relative(few.direct(), few.gradient()), 1e-8, few.toString());
        assertEquals(0, few.report().storedSteps() + many.report().storedSteps(), many.toString());
        assertEquals(0, many.report().segmentsRedone(), many.toString());
        assertEquals(100_000, many.report().steps());
        // a segment may end where its first gap was small by chance; a pair is 32 bytes, and so is a run of equal steps
        assertTrue(many.report().pairsStored() <= 10, many.toString());
        assertEquals(few.bytes(), many.bytes(), 320, many.toString());
        // of one equation, by steps of their own paths: of the same size, and no zeros
        assertTrue(many.gradient().abs().min().item() > 1e-2, many.toString());
    }

    static List<Solver> bases() {
        return List.of(new Heun(), new ShARK());
    }

    /** dX = −4X(X² − 1) dt + 0.7 dW: 8 % of a distance is lost in a step of 0.01 at the bottom of a well. */
    @ParameterizedTest
    @MethodSource("bases")
    void fewerThanATwentiethOfTheStepsEndSegmentsInADoubleWell(Solver base) {
        int resyncs = 0;
        double off = 0;
        for (int key = 0; key < 5; key++) {
            var path =
                    VirtualBrownianTree.of(RandomKey.of(key), 0, 10, 0.005, 1).with(LevyArea.SPACE_TIME);
            Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                            (t, y, a) -> y.times(y.square().minus(1)).times(a.negate()))
                    .plus(Diffusion.additiveDiagonal((t, a) -> Tensor.of(0.7), path));
            SolveOptions options = SolveOptions.standard().dt0(0.01).adjoint(new ReversibleAdjoint());
            var solution = diffeqsolve(term, base, 0, 10, Tensor.of(0.2), Tensor.of(4.0), options);
            resyncs += solution.statistics().resyncs();
            assertEquals(0, solution.statistics().stored(), base.toString());
            Tensor plain = diffeqsolve(
                            term, base, 0, 10, Tensor.of(0.2), Tensor.of(4.0), options.adjoint(new DirectAdjoint()))
                    .y1();
            off = Math.max(off, Gap.absolute(plain, solution.y1()));
        }
        assertTrue(resyncs < 0.05 * 5 * 1000, base + ": " + resyncs);
        assertEquals(0, off, 1e-2, base.toString()); // the strong error of such steps
    }

    /** The double well in milliseconds: what is a small part of y does not follow from the length of a step alone. */
    @Test
    void aGapIsSmallInAnyUnitOfTime() {
        var path = VirtualBrownianTree.of(RandomKey.of(0), 0, 1e4, 5, 1);
        Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                        (t, y, a) -> y.times(y.square().minus(1)).times(a.negate()))
                .plus(Diffusion.additiveDiagonal((t, a) -> Tensor.of(0.7 / Math.sqrt(1000)), path));
        SolveOptions options = SolveOptions.standard().dt0(10).adjoint(new ReversibleAdjoint());
        var statistics = diffeqsolve(term, new Heun(), 0, 1e4, Tensor.of(0.2), Tensor.of(0.004), options)
                .statistics();
        assertTrue(statistics.resyncs() > 0, statistics.toString());
        assertTrue(statistics.largestGap() < 2e-2, statistics.toString()); // the ceiling, and what one step adds
    }

    /** A control is no noise. On a line its steps are those of the ordinary equation, and their gaps are judged alike. */
    @Test
    void gapsUnderAControlAreThoseOfTheOrdinaryEquation() {
        var line = LinearInterpolation.of(Tensor.of(-1, 3), Tensor.of(new double[][] {{-2}, {6}}));
        var control = new ControlTerm<Tensor, Tensor>(
                (t, y, a) -> y.plus(t.times(3)).sin().times(a).reshape(1, 1), line);
        Term<Tensor, Tensor> decay = new ODETerm<>((t, y, a) -> y.negate());
        SolveOptions options = SolveOptions.standard().dt0(0.05).adjoint(new ReversibleAdjoint());
        var direct = diffeqsolve(decay.plus(control), new Heun(), 0, 2, Tensor.of(1.0), Tensor.of(0.5), options);
        var ordinary =
                diffeqsolve(decay.plus(control.toOde()), new Heun(), 0, 2, Tensor.of(1.0), Tensor.of(0.5), options);
        assertEquals(ordinary.y1().item(), direct.y1().item(), 1e-13);
        assertEquals(ordinary.statistics().resyncs(), direct.statistics().resyncs());
        assertEquals(ordinary.statistics().largestGap(), direct.statistics().largestGap(), 1e-13);
        assertTrue(direct.statistics().resyncs() > 1, direct.statistics().toString());
    }
}
