package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.Coupling;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.reversible.Stability.Measured;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** A coupling that each solve chooses from how much its steps damp. */
class EstimatedCouplingTest {
    private static final SolveOptions ESTIMATED = SolveOptions.standard().adjoint(ReversibleAdjoint.estimated());

    /** Damping of 0.5 a step at times: 0.999^512 = 0.60 is the first of the ladder below e^−0.5. */
    @Test
    void whereTheFieldDampsASmallerCouplingStoresFewerPairs() {
        Stability row = new Stability(StabilityProblem.FORCED_VAN_DER_POL, DType.FLOAT64, 0.999, 1_000);
        Measured standard = row.ours();
        Measured estimated = row.estimated();
        assertEquals(Math.pow(0.999, 512), estimated.coupling(), 1e-12);
        assertTrue(1.5 * estimated.pairs() < standard.pairs(), standard + " and " + estimated);
        assertEquals(0, estimated.gradientError(), 1e-10);
    }

    /** Damping of 0.1 a step, where segments are limited by rounding already: 0.999^128 = 0.88 is the first below e^−0.1. */
    @Test
    void theCouplingFollowsTheDamping() {
        Measured estimated = new Stability(StabilityProblem.DAMPED, DType.FLOAT64, 0.999, 1_000).estimated();
        assertEquals(Math.pow(0.999, 128), estimated.coupling(), 1e-12);
        assertEquals(0, estimated.gradientError(), 1e-10);
    }

    /** Where 0.999 stores few pairs but cannot go back from one to another. */
    @Test
    void whereStepsAreFineItSavesThatSegmentsAreDoneAgain() {
        Stability row = new Stability(StabilityProblem.LORENZ, DType.FLOAT64, 0.999, 10_000);
        Measured standard = row.ours();
        Measured estimated = row.estimated();
        assertTrue(estimated.redone() < standard.redone(), standard + " and " + estimated);
        assertTrue(1.2 * estimated.evaluations() < standard.evaluations(), standard + " and " + estimated);
        assertEquals(0, estimated.gradientError(), 1e-10);
    }

    @ParameterizedTest
    @CsvSource({"OSCILLATOR, 1000", "OSCILLATOR, 100", "LOTKA_VOLTERRA, 1000", "HEAT, 400"})
    void whereNothingDampsOrNoCouplingWouldDoItIsTheStandardOne(StabilityProblem problem, int steps) {
        Stability row = new Stability(problem, DType.FLOAT64, 0.999, steps);
        assertEquals(row.ours(), row.estimated());
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfDirectOnTheSameMap(StabilityProblem problem) {
        Stability row = new Stability(problem, DType.FLOAT64, 0.999, 1_000);
        assertEquals(0, row.estimated().gradientError(), 1e-8);
        if (problem == StabilityProblem.HEAT) {
            return; // adaptive steps lie on the edge of stability, where forward mode and Direct differ by 4e-6
            // themselves
        }
        SolveOptions adaptive = SolveOptions.standard().controller(new PIDController(1e-5, 1e-5));
        Measured measured = row.measured(ReversibleAdjoint.estimated(), adaptive, new Tsit5());
        assertEquals(0, measured.gradientError(), 1e-8, measured.toString());
    }

    /** A linear field −a y, solved by {@code solver}: the coupling that was used. */
    private static double used(Term<Tensor, Void> term, Solver solver, double t1, SolveOptions options) {
        List<GradientReport> reports = new ArrayList<>();
        Autodiff.grad((Tensor y0) -> diffeqsolve(term, solver, 0, t1, y0, null, options.onGradient(reports::add))
                        .y1()
                        .sum())
                .apply(Tensor.of(1.0, 0.5));
        return reports.get(0).coupling().orElseThrow();
    }

    /** The first power of 0.999 in 1, 2, 4, ... that is at most e^−d. */
    private static double ladder(double damping) {
        int power = 1;
        while (Math.pow(0.999, power) > Math.exp(-damping)) {
            power *= 2;
        }
        return Math.pow(0.999, power);
    }

    @Test
    void everyWayOfSteppingHasItsStep() {
        ODETerm<Tensor, Void> decay = new ODETerm<>((t, y, none) -> y.times(-3));
        assertEquals(ladder(3 * 0.05), used(decay, new RungeKutta4(), 1, ESTIMATED.dt0(0.05)), 1e-12);
        SolveOptions given = ESTIMATED.controller(new StepTo(0, 0.01, 0.05, 0.06, 0.2, 0.3, 0.31, 1)); // six, not seven
        assertEquals(ladder(3 * 0.14), used(decay, new RungeKutta4(), 1, given), 1e-12);
        SolveOptions adaptive = ESTIMATED.controller(new PIDController(1e-7, 1e-7));
        double[] ends = diffeqsolve(
                        decay, new Tsit5(), 0, 1, Tensor.of(1.0, 0.5), null, adaptive.adjoint(new DirectAdjoint()))
                .stepTimes();
        double largest = IntStream.range(1, 6)
                .mapToDouble(i -> ends[i] - ends[i - 1])
                .max()
                .orElseThrow();
        assertEquals(ladder(3 * largest), used(decay, new Tsit5(), 1, adaptive), 1e-12);
        ODETerm<Tensor, Void> growth = new ODETerm<>((t, y, none) -> y.times(3));
        assertEquals(0.999, used(growth, new RungeKutta4(), 1, ESTIMATED.dt0(0.05)));
        assertEquals(ladder(3 * 0.05), used(growth, new RungeKutta4(), -1, ESTIMATED.dt0(-0.05)), 1e-12);
    }

    @Test
    void implicitBasesAndThoseOfTwoPartsAreServed() {
        ODETerm<Tensor, Void> decay = new ODETerm<>((t, y, none) -> y.times(-3));
        assertEquals(ladder(3 * 0.05), used(decay, new Kvaerno3(), 1, ESTIMATED.dt0(0.05)), 1e-12);
        MultiTerm<Tensor, Void> parts = MultiTerm.of((t, y, none) -> y.times(-1), (t, y, none) -> y.times(-2));
        assertEquals(ladder(3 * 0.05), used(parts, new KenCarp3(), 1, ESTIMATED.dt0(0.05)), 1e-12);
        SolveOptions adaptive = ESTIMATED.controller(new PIDController(1e-6, 1e-6));
        assertTrue(used(parts, new KenCarp3(), 1, adaptive) < 0.99);
    }

    @Test
    void aSolverThatNeedsNoWrapperHasNoCoupling() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = ESTIMATED.dt0(0.01).onGradient(reports::add);
        Autodiff.grad(Sample.loss(new ReversibleHeun(), options)).apply(Sample.AT);
        assertTrue(reports.get(0).coupling().isEmpty());
    }

    @Test
    void theSameProblemHasTheSameCouplingWhereverItIsSolved() {
        ODETerm<Tensor, Tensor> decay =
                new ODETerm<>((t, y, rate) -> y.times(rate).negate());
        SolveOptions options = ESTIMATED.dt0(0.02);
        Tensor y0 = Tensor.of(1.0, -2);
        Tensor alone = diffeqsolve(decay, new Tsit5(), 0, 1, y0, Tensor.of(3, 5), options)
                .y1();
        List<SolveInstance<Tensor, Tensor>> instances = List.of(
                new SolveInstance<>(0, 1, y0, Tensor.of(0.1, 0.2), options),
                new SolveInstance<>(0, 1, y0, Tensor.of(3, 5), options),
                new SolveInstance<>(0, 1, y0, Tensor.of(30, 50), options));
        for (int threads : new int[] {1, 2}) {
            Tensor beside = SolveEach.solveEach(decay, new Tsit5(), instances, threads)
                    .get(1)
                    .y1();
            assertEquals(0, Gap.absolute(alone, beside), 0);
        }
    }

    @Test
    void statisticsAreThoseOfTheSolveWithThatCoupling() {
        ODETerm<Tensor, Void> decay = new ODETerm<>((t, y, none) -> y.times(-3));
        SolveOptions estimated = ESTIMATED.controller(new PIDController(1e-6, 1e-6));
        SolveOptions given = estimated.adjoint(new ReversibleAdjoint(used(decay, new Tsit5(), 1, estimated)));
        Statistics wanted = diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1.0, 0.5), null, given)
                .statistics();
        assertEquals(
                wanted,
                diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1.0, 0.5), null, estimated)
                        .statistics());
    }

    /** At t = 0 nothing is damped, at t = 0.5 much is; the second half is a part of one solve all the same. */
    @Test
    void aSolveThatGoesOnKeepsItsCoupling() {
        ODETerm<Tensor, Tensor> term =
                new ODETerm<>((t, y, rate) -> y.times(rate).times(t).negate());
        SolveOptions options = ESTIMATED.dt0(1.0 / 64).saveAt(SaveAt.t1().andState());
        Tensor y0 = Tensor.of(1.0, -2);
        Tensor rate = Tensor.of(30, 50);
        var whole = diffeqsolve(term, new Tsit5(), 0, 1, y0, rate, options);
        var first = diffeqsolve(term, new Tsit5(), 0, 0.5, y0, rate, options);
        var second = diffeqsolve(term, new Tsit5(), 0.5, 1, first.y1(), rate, options.from(first.state()));
        assertEquals(0, Gap.absolute(whole.y1(), second.y1()), 0);
        var anew = diffeqsolve(term, new Tsit5(), 0.5, 1, first.y1(), rate, options);
        assertTrue(Gap.absolute(whole.y1(), anew.y1()) > 0, "that one has another coupling");
    }

    /** What was recorded is a wrapped solver with its coupling; the gradient under another adjoint is of the same map and says so. */
    @Test
    void theRecordedCouplingIsThatOfEveryPullBack() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = ESTIMATED.dt0(0.01).onGradient(reports::add);
        var recording = Autodiff.vjp(Sample.loss(new Tsit5(), options), Sample.AT);
        Inputs reversible = recording.pullBack(Tensor.scalar(1));
        Inputs direct = recording.pullBack(Tensor.scalar(1), Recorded.under(new DirectAdjoint(), reports::add));
        assertEquals(0, reversible.distance(direct), 1e-10);
        assertEquals(reports.get(0).coupling(), reports.get(1).coupling());
        assertTrue(reports.get(0).coupling().orElseThrow() < 0.999);
    }

    @Test
    void whatIsNoSettingIsRefused() {
        var refusal = assertThrows(
                NullPointerException.class, () -> new ReversibleAdjoint((Coupling) null, Resync.STANDARD, 0));
        assertEquals("ReversibleAdjoint needs a coupling; Coupling.fixed(0.999) is the standard", refusal.getMessage());
        var rule = assertThrows(NullPointerException.class, () -> new ReversibleAdjoint(0.9, null));
        assertEquals(
                "ReversibleAdjoint needs a rule of resyncs; Resync.OFF is the scheme as published", rule.getMessage());
        var bytes = assertThrows(IllegalArgumentException.class, () -> new ReversibleAdjoint(0.9, Resync.STANDARD, -1));
        assertEquals(
                "pairBytes must be at least 0, got -1; 0 stores the start and the end of a solve alone",
                bytes.getMessage());
        var outside = assertThrows(IllegalArgumentException.class, () -> Coupling.fixed(1));
        assertTrue(outside.getMessage().startsWith("coupling must lie in (0, 1), got 1.0"), outside.getMessage());
    }
}
