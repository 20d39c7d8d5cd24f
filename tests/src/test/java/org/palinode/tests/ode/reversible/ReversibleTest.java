package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.ForcedVanDerPol;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

class ReversibleTest {
    @Test
    void aDampedProblemIsSolvedAndDifferentiatedOverTenThousandSteps() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options =
                ForcedVanDerPol.OPTIONS.adjoint(new ReversibleAdjoint()).onGradient(reports::add);
        Recording<Inputs, Tensor> recording = Autodiff.vjp(
                in -> ForcedVanDerPol.solve(in, new RungeKutta4(), 100, options).y1(), ForcedVanDerPol.AT);

        Tensor plain = ForcedVanDerPol.solve(100, ForcedVanDerPol.OPTIONS).y1();
        assertEquals(0, Gap.absolute(plain, recording.value()), 1e-6);

        for (int component = 0; component < 2; component++) {
            Tensor cotangent = Tensor.eye(2).get(component);
            Inputs gradient = recording.pullBack(cotangent);
            Inputs stored = recording.pullBack(cotangent, Recorded.under(new DirectAdjoint()));
            assertEquals(0, gradient.distance(stored), 1e-8);
        }
        GradientReport report = reports.get(0);
        assertEquals(10_000, report.steps());
        assertTrue(report.pairsStored() < 200, report.toString()); // 2 % of the steps
        assertTrue(report.segmentsRedone() <= report.pairsStored() / 20, report.toString());
        assertTrue(report.worstMismatch() <= 1e-10 || report.segmentsRedone() > 0, report.toString());
    }

    /** The steps are the same, and so are the numbers; what lies between pairs that are left is taken again. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 1000})
    void fewPlacesForPairsCostTimeAndNoAccuracy(int places) {
        List<GradientReport> reports = new ArrayList<>();
        long pair = 2 * 2 * 8;
        var scarce = new ReversibleAdjoint(0.999, Resync.STANDARD, places * pair);
        SolveOptions options = ForcedVanDerPol.OPTIONS.adjoint(scarce).onGradient(reports::add);
        Recording<Inputs, Tensor> recording = Autodiff.vjp(
                in -> ForcedVanDerPol.solve(in, new RungeKutta4(), 20, options).y1(), ForcedVanDerPol.AT);
        Inputs gradient = recording.pullBack(Tensor.ones(2));
        Inputs stored = recording.pullBack(Tensor.ones(2), Recorded.under(new DirectAdjoint()));
        Inputs again = recording.pullBack(Tensor.ones(2), Recorded.under(new ReversibleAdjoint()));
        assertEquals(0, gradient.distance(stored), 1e-8);
        assertEquals(0, again.distance(stored), 1e-8);
        GradientReport report = reports.get(0);
        assertTrue(report.pairsStored() < places, report.toString());
        boolean few =
                report.segmentsRedone() <= report.pairsStored() / 3; // where the field damps, some miss their start
        assertEquals(places == 1000, few, report.toString());
    }

    @Test
    void asPublishedTheSchemeFailsThereAndTheSolveIsRefused() {
        ReversibleAdjoint published = new ReversibleAdjoint(0.999, Resync.OFF);
        Tensor plain = ForcedVanDerPol.solve(10, ForcedVanDerPol.OPTIONS).y1();
        Tensor wrong = ForcedVanDerPol.solve(10, ForcedVanDerPol.OPTIONS.adjoint(published))
                .y1();
        assertTrue(Gap.absolute(plain, wrong) > 0.1, "z has run away from y");

        var failure = assertThrows(
                SolveException.class, () -> ForcedVanDerPol.solve(100, ForcedVanDerPol.OPTIONS.adjoint(published)));
        assertEquals(Outcome.Result.NON_FINITE, failure.result());
        assertTrue(failure.getMessage().contains("the solution is no longer finite"), failure.getMessage());
    }

    /** With c = 0.5 and no stored pairs on the way, rounding grows by 2²⁰⁰⁰: the values going back are not finite any more. */
    @Test
    void aGradientWhoseSolutionWasLostOnTheWayBackIsRefused() {
        SolveOptions options = SolveOptions.standard().dt0(0.001).adjoint(new ReversibleAdjoint(0.5, Resync.OFF));
        var recording = Autodiff.vjp(
                (Inputs in) -> Sample.solve(in, new RungeKutta4(), Sample.T0, Sample.T1, options)
                        .y1(),
                Sample.AT);
        var refusal = assertThrows(GradientException.class, () -> recording.pullBack(Tensor.ones(3)));
        assertTrue(
                refusal.getMessage().contains("missed y0 by Infinity relative and its gradient would be wrong"),
                refusal.getMessage());
        assertTrue(refusal.getMessage().contains("use resyncs (Resync.STANDARD)"), refusal.getMessage());
    }

    /** y0 and how fast a field damps. */
    private record At(Tensor y0, Tensor rate) {}

    /**
     * A field that begins to damp all at once, between two probes. Under a rule that does not look at the gap, segments become too long for that; going
     * back, rounding grows by up to 1.5/c a step and not by 1/c alone.
     */
    private static Recording<At, Tensor> surprised(double on, SolveOptions options) {
        ODETerm<Tensor, Tensor> damped = new ODETerm<>((t, y, rate) -> {
            Tensor share = t.minus(on).times(100).sigmoid();
            return y.tanh().times(rate.times(share)).negate().plus(t.cos());
        });
        return Autodiff.vjp(
                (At at) -> diffeqsolve(damped, new RungeKutta4(), 0, 4, at.y0(), at.rate(), options)
                        .ys(),
                new At(Tensor.of(0.5, -0.3), Tensor.of(40, 36)));
    }

    private static SolveOptions careless(double coupling, double mismatch, Consumer<GradientReport> reports) {
        return SolveOptions.standard()
                .dt0(0.01)
                .saveAt(SaveAt.t0().andTs(0.113, 1, 1.7071, 3.999).andSteps())
                .adjoint(new ReversibleAdjoint(coupling, new Resync(1e300, 1e300, mismatch)))
                .onGradient(reports);
    }

    @Test
    void aSegmentThatMissesItsStoredStartIsDoneAgain() {
        List<GradientReport> reports = new ArrayList<>();
        Recording<At, Tensor> recording = surprised(1.7, careless(0.9, 1e-10, reports::add));
        Tensor cotangent = recording.value().onesLike();
        At gradient = recording.pullBack(cotangent);
        At stored = recording.pullBack(cotangent, Recorded.under(new DirectAdjoint()));
        GradientReport report = reports.get(0);
        assertTrue(report.segmentsRedone() > 0, report.toString());
        assertTrue(report.worstMismatch() > 1e-8, report.toString()); // allowed: 1e-10
        assertTrue(report.recomputedSteps() > 0, report.toString());
        assertEquals(0, Gap.relative(stored.rate(), gradient.rate()), 1e-9); // segments that pass may miss by 1e-10
        assertEquals(0, Gap.relative(stored.y0(), gradient.y0()), 1e-8); // passed through all of them, and tiny
    }

    /**
     * The reconstruction is right to the 1e-7 allowed here, but the cotangents of y and its copy have grown with opposite signs: without their part in
     * the check the gradient would be wrong by 1.1e-7.
     */
    @Test
    void aSmallMismatchThatGrownCotangentsMakeCountIsFoundOut() {
        List<GradientReport> reports = new ArrayList<>();
        Recording<At, Tensor> recording = surprised(2, careless(0.999, 1e-7, reports::add));
        Tensor cotangent = recording.value().onesLike();
        At gradient = recording.pullBack(cotangent);
        At stored = recording.pullBack(cotangent, Recorded.under(new DirectAdjoint()));
        assertEquals(0, Gap.relative(stored.y0(), gradient.y0()), 1e-10);
        assertTrue(reports.get(0).worstMismatch() < 1e-7, reports.toString());
        assertTrue(reports.get(0).segmentsRedone() > 0, reports.toString());
    }

    /** What a base step evaluates where nobody asks for an error estimate: the last stage of those that hand it on is left out. */
    @ParameterizedTest
    @CsvSource({
        "Euler, 1",
        "Heun, 2",
        "Midpoint, 2",
        "Ralston, 2",
        "Bosh3, 3",
        "RungeKutta4, 4",
        "Tsit5, 6",
        "Dopri5, 6",
        "Vern7, 9",
        "Dopri8, 13"
    })
    void aStepCostsTwoBaseStepsForwardAndTwoWithTheirPullBacksGoingBack(String name, int evaluations) {
        Solver base = Solvers.all().stream()
                .filter(solver -> solver.getClass().getSimpleName().equals(name))
                .findAny()
                .orElseThrow();
        List<GradientReport> reports = new ArrayList<>();
        List<Statistics> statistics = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(0.02)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add);
        Autodiff.grad((Inputs in) -> {
                    Solution<Tensor> solution = Sample.solve(in, base, Sample.T0, Sample.T1, options);
                    statistics.add(solution.statistics());
                    return solution.y1().sum();
                })
                .apply(Sample.AT);
        assertEquals(100, statistics.get(0).accepted());
        int probes = 6; // three at the start, then after 8, 24 and 56 steps
        assertEquals((100 * 2 + 3 * probes) * evaluations, statistics.get(0).evaluations());
        assertEquals(100 * 2 * evaluations, reports.get(0).evaluations());
        assertEquals(100 * 2 * evaluations, reports.get(0).pullBacks());
        assertEquals(0, reports.get(0).recomputedSteps());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 0.99, 0.999, 0.9999})
    void everyCouplingGivesAnExactGradient(double coupling) {
        SolveOptions options = SolveOptions.standard().dt0(0.002).adjoint(new ReversibleAdjoint(coupling));
        var recording = Autodiff.vjp(
                (Inputs in) -> Sample.solve(in, new RungeKutta4(), Sample.T0, Sample.T1, options)
                        .y1(),
                Sample.AT);
        Inputs gradient = recording.pullBack(Tensor.ones(3));
        Inputs stored = recording.pullBack(Tensor.ones(3), Recorded.under(new DirectAdjoint()));
        assertEquals(0, gradient.distance(stored), 1e-10); // the mismatch that is accepted at stored pairs
    }

    @Test
    void theWrapperAsASolverHasTheSameGradientUnderEveryDiscreteAdjoint() {
        Solver solver = new Reversible(new RungeKutta4(), 0.99);
        SolveOptions options = SolveOptions.standard().dt0(0.005);
        List<Inputs> gradients = new ArrayList<>();
        for (var adjoint : List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(7),
                new ReversibleAdjoint(),
                new ForwardModeAdjoint())) {
            gradients.add(
                    Autodiff.grad(Sample.loss(solver, options.adjoint(adjoint))).apply(Sample.AT));
        }
        assertEquals(0, gradients.get(1).distance(gradients.get(0)), 0, "the same steps pulled back in the same order");
        assertEquals(0, gradients.get(2).distance(gradients.get(0)), 1e-12);
        assertEquals(0, gradients.get(3).distance(gradients.get(0)), 1e-12);
        Inputs tangents = Inputs.forwardGradient(Sample.loss(solver, options), Sample.AT);
        assertEquals(0, tangents.distance(gradients.get(0)), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.001, Double.NaN})
    void couplingsOutsideOfTheUnitIntervalAreRefused(double coupling) {
        String text = "coupling must lie in (0, 1), got " + coupling;
        for (var make : List.<org.junit.jupiter.api.function.Executable>of(
                () -> new Reversible(new RungeKutta4(), coupling), () -> new ReversibleAdjoint(coupling))) {
            var refusal = assertThrows(IllegalArgumentException.class, make);
            assertTrue(refusal.getMessage().startsWith(text), refusal.getMessage());
        }
    }

    @Test
    void aReversibleSolverIsNotWrappedAgain() {
        Reversible solver = new Reversible(new RungeKutta4());
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Reversible(solver));
        assertTrue(refusal.getMessage().startsWith("Reversible cannot wrap Reversible["), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("use it without the wrapper"), refusal.getMessage());
        assertEquals(
                solver, GradientMethod.of(new ReversibleAdjoint(0.5)).solver(solver), "the adjoint takes it as it is");
    }

    @Test
    void theAdjointLeavesTheUsersSolverAlone() {
        RungeKutta4 solver = new RungeKutta4();
        Tensor before = Sample.solve(
                        Sample.AT,
                        solver,
                        Sample.T0,
                        Sample.T1,
                        SolveOptions.standard().dt0(0.02))
                .y1();
        SolveOptions wrapped = SolveOptions.standard().dt0(0.02).adjoint(new ReversibleAdjoint());
        Tensor other =
                Sample.solve(Sample.AT, solver, Sample.T0, Sample.T1, wrapped).y1();
        Tensor after = Sample.solve(
                        Sample.AT,
                        solver,
                        Sample.T0,
                        Sample.T1,
                        SolveOptions.standard().dt0(0.02))
                .y1();
        assertEquals(0, Gap.absolute(before, after), 0);
        assertTrue(Gap.absolute(before, other) > 0, "the wrapper's solution is one of its own");
        assertEquals(0, Gap.absolute(before, other), 1e-6, "of the same order");
    }

    @Test
    void theWrapperNamesWhatIsNotUsual() {
        assertEquals("Reversible[Tsit5[], coupling=0.999]", new Reversible(new Tsit5()).toString());
        assertEquals(
                "Reversible[Kvaerno3[rootFinder=RootFinder[VERY_CHORD]], coupling=0.9, Resync.OFF]",
                new Reversible(new Kvaerno3(), 0.9, Resync.OFF).toString());
        assertEquals(
                "Reversible[Euler[], coupling=0.9, Resync[gapGrowth=4.0, gapFloor=1.0E-8, gapCeiling=0.01, mismatch=1.0E-10]]",
                new Reversible(new Euler(), 0.9, new Resync(4, 1e-8, 1e-10)).toString());
        assertEquals("Resync.STANDARD", Resync.STANDARD.toString());
    }
}
