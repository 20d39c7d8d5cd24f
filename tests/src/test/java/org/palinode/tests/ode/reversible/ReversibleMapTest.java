package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.CompareAdjoints.compareAdjoints;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.reversible.MapRow.At;
import org.palinode.tests.ode.reversible.MapRow.Measured;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;

/** The reversible map is held against the plain solver, and its gradient against the map: neither alone would notice a lost solution. */
@Tag("thorough")
class ReversibleMapTest {
    /** Gradients are right on the map that was run; and it is the plain solver's, within its tolerance or its own error. */
    private static Measured assertKept(MapRow row) {
        Measured found = row.measured();
        assertEquals(0, found.end(), row.tolerance() + found.plainError(), row + ": " + found);
        assertEquals(0, found.gradient(), 1e-8, row + ": " + found);
        assertTrue(
                found.reversible().accepted() <= 1.2 * found.plain().accepted(),
                row + ": " + found); // 2.5 times is what may be; a copy that runs away takes 20 times
        return found;
    }

    static List<MapRow> transients() {
        return MapRows.transients();
    }

    /** On the way, too, y is off by what the plain solver is off by, a few times that where a step forgets half of what it starts from. */
    @ParameterizedTest
    @MethodSource("transients")
    void unresolvedTransientsEndWhereThePlainSolverEnds(MapRow row) {
        Measured found = assertKept(row);
        assertEquals(0, found.onTheWay(), row.tolerance() + 8 * found.plainError(), row + ": " + found);
    }

    /**
     * At rest there is no gap at all, and yet each step of the copy would multiply derivatives: by 7 a step for h|λ| = 2. The base solver forgets y0, and
     * so must the map; y is the parameter.
     */
    @ParameterizedTest
    @MethodSource("transients")
    void atRestDerivativesDieOutAsThePlainSolverLetsThem(MapRow row) {
        Tensor rate = row.parameters();
        MapRow resting = new MapRow(
                row.name(),
                (t, y, p) -> y.minus(p.get(1)).times(p.get(0)).negate(),
                row.solver(),
                row.options(),
                3,
                Tensor.of(1.0),
                Tensor.concatenate(0, rate, Tensor.of(1.0)),
                0);
        Measured found = resting.measured();
        assertEquals(0, found.onTheWay(), 1e-11, row + ": " + found); // rounding, grown a thousandfold
        assertEquals(0, found.gradient(), 1e-8, row + ": " + found);
        assertEquals(0, found.plainGradient(), 1e-9, row + ": " + found);
    }

    /** So it is at 0, where y has no size either, for one component among others, and on a slow motion. */
    @ParameterizedTest
    @CsvSource({"0.5", "1", "2"})
    void derivativesDieOutAtZeroAndOnASlowMotion(double damping) {
        MapRow row = new MapRow(
                "slaved",
                (t, y, p) -> Tensor.stack(
                        y.get(1),
                        y.get(0).negate(),
                        y.get(2).minus(y.get(0).times(p.get(1))).times(p.get(0)).negate(),
                        y.get(3).times(p.get(0)).negate()),
                new RungeKutta4(),
                SolveOptions.standard().dt0(0.01),
                3,
                Tensor.of(1, 0, 1, 0),
                Tensor.of(100 * damping, 1),
                1e-8);
        Measured found = assertKept(row);
        assertEquals(0, found.plainGradient(), 1e-7, found.toString());
        MapRow zero = new MapRow(
                "zero",
                (t, y, p) -> y.times(p.get(0)).negate(),
                new RungeKutta4(),
                SolveOptions.standard().dt0(0.01),
                3,
                Tensor.zeros(33),
                Tensor.of(100 * damping),
                0);
        assertEquals(0, zero.measured().plainGradient(), 1e-9, zero.toString());
    }

    /** Damping that sets in at t = 1, between two probes, while y rests: the copy's own rounding tells. */
    @Test
    void dampingThatSetsInAtRestIsNoticed() {
        MapRow row = new MapRow(
                "sets in",
                (t, y, p) -> y.minus(1)
                        .times(p.get(0).times(t.minus(1).times(1e3).sigmoid()))
                        .negate(),
                new RungeKutta4(),
                SolveOptions.standard().dt0(0.01),
                3,
                Tensor.ones(9),
                Tensor.of(200.0),
                1e-14);
        Measured found = assertKept(row);
        assertEquals(0, found.plainGradient(), 1e-9, found.toString());
    }

    static List<MapRow> stiff() {
        return MapRows.stiff();
    }

    /** 50 times the tolerance, which is 1e-5 to 1e-7 here, is what the gradient may differ from the plain solver's. */
    @ParameterizedTest
    @MethodSource("stiff")
    void implicitBasesDoNotLoseWhatTheyDamp(MapRow row) {
        Measured found = assertKept(row);
        assertEquals(0, found.onTheWay(), 10 * row.tolerance(), row + ": " + found);
        assertEquals(0, found.plainGradient(), 5e-6, row + ": " + found);
    }

    static Stream<MapRow> relaxation() {
        MapRow mild = MapRows.vanDerPol(5, 20);
        MapRow hard = MapRows.vanDerPol(100, 100);
        return Stream.of(
                mild.solver(new Tsit5()),
                mild.solver(new Kvaerno5()),
                mild.solver(new Rodas5P()),
                hard.solver(new Kvaerno5()),
                hard.solver(new Rodas5P()));
    }

    @ParameterizedTest
    @MethodSource("relaxation")
    void relaxationOscillationsKeepTheirPace(MapRow row) {
        assertKept(row);
    }

    @ParameterizedTest
    @CsvSource({"1e-2", "1e-4", "1e-6"})
    void aTransientThatFadesLeavesNothingBehind(double tolerance) {
        Measured found = assertKept(MapRows.fading(tolerance));
        assertEquals(0, found.plainGradient(), 50 * tolerance, found.toString());
    }

    @ParameterizedTest
    @CsvSource({"50, 1.6", "50, 2.6", "129, 2.6"})
    void modesOfAGridDieOutAsTheyShould(int points, double fastest) {
        Measured found = assertKept(MapRows.heat(points, fastest));
        assertEquals(0, found.plainGradient(), 1e-12, found.toString());
        assertTrue(found.report().storedSteps() > 0.9 * found.report().steps(), found.toString());
    }

    /** y₂(10) and its derivative for c are 1e-6 and 1. */
    @Test
    void eachComponentHasItsOwnScale() {
        MapRow row = MapRows.units();
        assertKept(row);
        Recording<At, Tensor> recording = Autodiff.vjp(
                at -> row.solve(at, new ReversibleAdjoint(), SaveAt.t1()).y1().get(1), row.at());
        assertEquals(1e-6, recording.value().item(), 1e-13);
        assertEquals(
                1,
                recording.pullBack(Tensor.scalar(1)).parameters().item(),
                1e-7); // the gap may be 1e-8 of each component
    }

    /** From 0 a gap, and what a reconstruction misses, have a size all the same. */
    @Test
    void fromZeroTheFirstSegmentIsTakenBack() {
        MapRow row = new MapRow(
                "from 0",
                (t, y, p) ->
                        Tensor.stack(y.get(1), y.get(0).times(p.get(0)).negate().plus(t.sin())),
                new Tsit5(),
                SolveOptions.standard().dt0(0.01),
                2,
                Tensor.zeros(2),
                Tensor.of(1.3),
                1e-8);
        Measured found = assertKept(row);
        assertEquals(0, found.report().segmentsRedone(), found.toString());
        assertEquals(0, found.report().storedSteps(), found.toString());
        assertEquals(1, found.report().pairsStored(), found.toString());
    }

    /** Where steps can be taken back nothing is stored, and the report says nothing. */
    @Test
    void theReportSaysHowManyStepsAreStoredAndWhy() {
        Measured damped = new MapRow(
                        "R1",
                        MapRows::relax,
                        new RungeKutta4(),
                        SolveOptions.standard().dt0(0.01),
                        1,
                        Tensor.of(0.0),
                        Tensor.of(200.0),
                        1e-7)
                .measured();
        int stored = damped.report().storedSteps();
        assertTrue(stored > 10, damped.toString());
        assertEquals(damped.reversible().stored(), stored);
        String note = damped.report().notes().get(0);
        assertTrue(note.startsWith(stored + " of 100 steps were stored and not reversed: they damp"), note);
        assertTrue(damped.onTheWay() <= damped.report().deviation() + 1e-14, damped.toString());
        assertTrue(damped.report().deviation() < 1e-6, damped.toString());

        Measured swing = new MapRow(
                        "swing",
                        (t, y, p) ->
                                Tensor.stack(y.get(1), y.get(0).times(p.get(0)).negate()),
                        new RungeKutta4(),
                        SolveOptions.standard().dt0(0.01),
                        5,
                        Tensor.of(1, 0.5),
                        Tensor.of(1.3),
                        1e-7)
                .measured();
        assertEquals(0, swing.report().storedSteps());
        assertTrue(swing.report().notes().isEmpty());
        assertTrue(swing.report().largestGap() > 0 && swing.report().largestGap() < 1e-8, swing.toString());
    }

    /** The gradient is exact on its map either way; the table says what it cost. */
    @Test
    void comparedAdjointsTellOfStoredSteps() {
        AdjointComparison comparison = compareAdjoints(
                (Tensor k, Adjoint adjoint) -> diffeqsolve(
                                new ODETerm<Tensor, Tensor>(MapRows::relax),
                                new RungeKutta4(),
                                0,
                                1,
                                Tensor.of(0.0),
                                k,
                                SolveOptions.standard().dt0(0.01).adjoint(adjoint))
                        .y1()
                        .sum(),
                Tensor.of(200.0),
                List.of(new DirectAdjoint(), new ReversibleAdjoint()));
        assertEquals(List.of(), comparison.rows().get(0).notes());
        assertEquals(1, comparison.rows().get(1).notes().size());
        assertTrue(
                comparison.toString().contains("Reversible: 100 of 100 steps were stored and not reversed"),
                comparison.toString());
    }

    /** x = y₁ + h k x³, the step back of y' = −k y³, has no real solution near y₁ where h k y₁² > 4/27: that ends no solve. */
    @Test
    void aStepWithoutAWayBackIsStored() {
        MapRow row = new MapRow(
                "cubic",
                (t, y, k) -> y.power(3).times(k.get(0)).negate(),
                new ImplicitEuler(RootFinder.newton().tolerances(1e-12, 1e-12).maxIterations(50)),
                SolveOptions.standard().dt0(0.1),
                2,
                Tensor.of(3.0, -2.0),
                Tensor.of(2.0),
                1e-7);
        Measured found = assertKept(row);
        assertTrue(found.report().storedSteps() > 0, found.toString());
    }

    /** A stored step evaluates the base step alone: two evaluations of Heun's method forward where a reversible step takes four. */
    @Test
    void storedStepsEvaluateNothingBackwardInTime() {
        Solution<Tensor> solution = diffeqsolve(
                new ODETerm<Tensor, Tensor>(MapRows::follow),
                new Heun(),
                0,
                5,
                Tensor.of(0.0),
                Tensor.of(150.0),
                SolveOptions.standard().dt0(0.01).adjoint(new ReversibleAdjoint()));
        int stored = solution.statistics().stored();
        assertTrue(stored > 400, solution.statistics().toString());
        assertTrue(
                solution.statistics().evaluations() < 1.2 * 2 * 500, // some steps are tried, and probed
                solution.statistics().toString());
    }

    /** IMEX: diffusion is implicit, the reaction explicit. */
    @Test
    void imexBasesStoreWhatTheirImplicitPartDamps() {
        var reaction =
                new ODETerm<Tensor, Tensor>((t, y, p) -> y.times(y.negate().plus(1)));
        var term = MultiTerm.<Tensor, Tensor>of(reaction.field(), (t, y, p) -> MapRows.diffusion(t, y, p));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        Tensor y0 = MapRows.heat(33, 1).y0();
        Tensor p = Tensor.of(1200.0);
        Tensor plain = diffeqsolve(term, new KenCarp4(), 0, 0.5, y0, p, options).y1();
        List<GradientReport> reports = new ArrayList<>();
        Recording<Tensor, Tensor> recording = Autodiff.vjp(
                (Tensor d) -> diffeqsolve(
                                term,
                                new KenCarp4(),
                                0,
                                0.5,
                                y0,
                                d,
                                options.adjoint(new ReversibleAdjoint()).onGradient(reports::add))
                        .y1(),
                p);
        assertEquals(0, Gap.relative(plain, recording.value()), 1e-6);
        Tensor gradient = recording.pullBack(Tensor.ones(33));
        Tensor direct = recording.pullBack(Tensor.ones(33), Recorded.under(new DirectAdjoint()));
        assertEquals(0, Gap.relative(direct, gradient), 1e-8);
        assertTrue(reports.get(0).storedSteps() > 0, reports.toString());
    }

    /** Pairs dropped for want of room, all adjoints on the recorded map, forward mode and the map without stored steps inside. */
    @ParameterizedTest
    @CsvSource({"0", "64", "1000000"})
    void everyAdjointRepeatsStoredSteps(long pairBytes) {
        MapRow row = MapRows.fading(1e-5);
        SaveAt rows = SaveAt.t0().andTs(0.001, 0.0123, 0.5, 5, 9.99).andT1();
        var adjoint = new ReversibleAdjoint(0.999, Resync.STANDARD, pairBytes);
        Recording<At, Tensor> recording =
                Autodiff.vjp(at -> row.solve(at, adjoint, rows).ys(), row.at());
        assertTrue(row.solve(row.at(), adjoint, rows).statistics().stored() > 5);
        Tensor bar = recording.value().sin().plus(0.3);
        At expected = recording.pullBack(bar, Recorded.under(new DirectAdjoint()));
        for (At gradient : List.of(
                recording.pullBack(bar),
                recording.pullBack(bar, Recorded.under(new RecursiveCheckpointAdjoint(3))),
                recording.pullBack(bar, Recorded.under(new RecursiveCheckpointAdjoint())),
                recording.pullBack(bar, Recorded.under(new ForwardModeAdjoint())))) {
            assertEquals(0, Gap.relative(expected.y0(), gradient.y0()), 1e-10);
            assertEquals(0, Gap.relative(expected.parameters(), gradient.parameters()), 1e-10);
        }
    }

    static DoubleStream cuts() {
        return DoubleStream.of(0.02, 0.1, 0.29, 0.5, 2.5);
    }

    /** A solve cut in two decides as one, also among stored steps. */
    @ParameterizedTest
    @MethodSource("cuts")
    void aCutSolveStoresTheSameSteps(double cut) {
        var term = new ODETerm<Tensor, Tensor>(MapRows::follow);
        SolveOptions options = SolveOptions.standard().dt0(0.01).adjoint(new ReversibleAdjoint());
        SaveAt andState = SaveAt.t1().andState();
        Tensor k = Tensor.of(120.0);
        Tensor y0 = Tensor.of(0.0);
        var whole = diffeqsolve(term, new RungeKutta4(), 0, 3, y0, k, options);
        var first = diffeqsolve(term, new RungeKutta4(), 0, cut, y0, k, options.saveAt(andState));
        var second = diffeqsolve(term, new RungeKutta4(), cut, 3, first.y1(), k, options.from(first.state()));
        assertEquals(whole.y1().item(), second.y1().item(), 0);
        assertEquals(
                whole.statistics().stored(),
                first.statistics().stored() + second.statistics().stored());
    }

    /** In float32 what never ends a segment is 100 ulp, 1.2e-5. */
    @ParameterizedTest
    @CsvSource({"1.5", "2.5"})
    void float32KeepsTheSolutionToo(double damping) {
        MapRow row = new MapRow(
                "float32",
                MapRows::follow,
                new RungeKutta4(),
                SolveOptions.standard().dt0(0.01),
                3,
                Tensor.of(0.0).cast(DType.FLOAT32),
                Tensor.of(100 * damping).cast(DType.FLOAT32),
                5e-5);
        Measured found = row.measured();
        assertEquals(0, found.end(), row.tolerance(), found.toString());
        assertEquals(0, found.gradient(), 1e-3, found.toString());
    }

    /** The scheme without resyncs stays as published: here its copy runs away. */
    @Test
    void asPublishedNothingIsStored() {
        Solution<Tensor> published = diffeqsolve(
                new ODETerm<Tensor, Tensor>(MapRows::relax),
                new Reversible(new Heun()).withoutResync(),
                0,
                1,
                Tensor.of(0.5),
                Tensor.of(150.0),
                SolveOptions.standard().dt0(0.01));
        assertEquals(0, published.statistics().stored());
        assertTrue(Math.abs(published.y1().item()) > 1e6, published.toString());
    }
}
