package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.ForcedVanDerPol;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Sample;

/** When the copy of a reversible solve is set back. */
@Tag("thorough")
class ResyncTest {
    private static final double H = 0.01;

    /** Of 1 in float64. */
    private static final double ULP = 0x1p-52;

    /** The rule, followed by hand on the solver's own steps, in plain numbers. */
    private static final class ByHand {
        private final Reversible solver;
        private final Resync rule;
        private final double[] largest = new double[2];
        private Tensor y = Tensor.of(2, 0);
        private Tensor z = y.times(1 + 4 * ULP);
        private Tensor worst;
        private double leaves;
        private double misses;
        private double growsBy;
        private int pause = 8;
        private int untilProbe;
        private double growth = 1;
        private int length;
        private int toStore;
        private int stretch = 4;
        private double first;
        private double last;
        private int resyncs;
        private int stored;
        private double largestGap;

        private ByHand(Reversible solver) {
            this.solver = solver;
            rule = solver.resyncRule();
        }

        static ByHand of(Reversible solver, int steps) {
            ByHand run = new ByHand(solver);
            for (int i = 0; i < steps; i++) {
                run.step(i, i == steps - 1);
            }
            return run;
        }

        private static Tensor field(Tensor t, Tensor y) {
            return Tensor.stack(
                    y.get(1),
                    y.get(0)
                            .square()
                            .negate()
                            .plus(1)
                            .times(y.get(1))
                            .minus(y.get(0))
                            .plus(t.cos()));
        }

        private Tensor base(double t, double h, Tensor from) {
            return solver.base()
                    .step(ByHand::field, Tensor.scalar(t), Tensor.scalar(h), from)
                    .y();
        }

        private double largest(Tensor x) {
            double most = 0;
            for (int i = 0; i < 2; i++) {
                most = Math.max(most, Math.abs(x.toArray()[i]) / largest[i]);
            }
            return most;
        }

        private double length(Tensor x) {
            return Math.hypot(x.toArray()[0] / largest[0], x.toArray()[1] / largest[1]);
        }

        private void follow(Tensor state, double left) {
            for (int k = 0; k < 2; k++) {
                largest[k] = Math.max(left * largest[k], Math.abs(state.toArray()[k]));
            }
        }

        private void step(int i, boolean isLast) {
            Tensor start = y;
            Tensor copy = z;
            boolean store = toStore > 0;
            Tensor forth = base(i * H, H, copy);
            y = start.minus(copy).times(solver.coupling()).plus(forth);
            z = store ? y : copy.plus(y).minus(base(i * H + H, -H, y));
            follow(start, 1);
            follow(y, Math.max(0.8, Math.min(1, largest(y))));
            length++;
            boolean over;
            if (store) {
                toStore--;
                stored++;
                over = true;
            } else {
                probe(i, copy, forth);
                over = judge();
            }
            if (over) {
                z = y.times(1 + 4 * ULP);
                resyncs += isLast ? 0 : 1;
                length = 0;
                last = 0;
                growth = 1;
            }
        }

        private void probe(int i, Tensor from, Tensor end) {
            untilProbe--;
            int times = 1;
            if (worst == null) {
                worst = Tensor.of(largest[0], largest[1] * Math.cos(2.4));
                times = 3;
            } else if (untilProbe > 0) {
                return;
            } else {
                pause = Math.min(128, 2 * pause);
            }
            double small = Math.sqrt(Math.sqrt(ULP));
            for (int k = 0; k < times; k++) {
                Tensor v = worst;
                Tensor beside = base(i * H, H, from.plus(v.times(small)));
                Tensor forth = beside.minus(end).dividedBy(small);
                Tensor back = base(i * H + H, -H, beside)
                        .minus(base(i * H + H, -H, end))
                        .dividedBy(small);
                Tensor left = back.minus(v);
                leaves = largest(left) / largest(v);
                misses = leaves * largest(v.minus(forth)) / largest(v);
                growsBy = length(back) / length(forth);
                worst = leaves > Math.sqrt(ULP) ? left.dividedBy(largest(left)) : v;
            }
            untilProbe = misses <= 1e-2 ? pause : 0;
        }

        /** Whether the segment ends. */
        private boolean judge() {
            Tensor gap = y.minus(z);
            double size = largest(gap);
            double before = last;
            last = size;
            first = length == 1 ? size : first;
            growth *= Math.max(1, growsBy);
            boolean large = size > rule.gapFloor();
            double fastest = rule.gapGrowth() * Math.max(rule.gapFloor(), first);
            double farthest = Math.max(rule.gapGrowth(), rule.mismatch() / (256 * ULP)) * Math.max(ULP, first);
            double most = Math.max(2, Math.min(1e5, 1e-2 / leaves));
            boolean lost = misses > 1e-2;
            boolean ends = lost
                    || large && (size > rule.gapCeiling() || size - before > fastest)
                    || size > farthest
                    || growth > most;
            if (ends && length == 1) {
                stored++;
            } else {
                largestGap = Math.max(largestGap, size);
            }
            if (ends) {
                boolean some = lost || length == 1 || before > rule.gapFloor() && length < 4;
                toStore = some ? stretch : 0;
                stretch = some ? Math.min(32, 2 * stretch) : 4;
            }
            return ends || length >= rule.longestSegment(solver.coupling(), DType.FLOAT64);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.999, 2, 1e-8", "0.999, 20, 1e-10", "0.9, 2, 1e-8", "0.99, 100, 1e-6", "0.999, 1, 1e-9"})
    void theCopyIsSetBackWhenTheRuleSaysSo(double coupling, double growth, double floor) {
        Reversible solver = new Reversible(new RungeKutta4(), coupling, new Resync(growth, floor, 1e-10));
        int steps = 1500;
        ByHand expected = ByHand.of(solver, steps);
        SolveOptions options = ForcedVanDerPol.OPTIONS.adjoint(new DirectAdjoint());
        var solution = ForcedVanDerPol.solve(ForcedVanDerPol.AT, solver, steps * H, options);
        Statistics statistics = solution.statistics();
        assertTrue(expected.resyncs > 0, "there is something to see");
        assertEquals(expected.resyncs, statistics.resyncs());
        assertEquals(expected.stored, statistics.stored());
        assertEquals(
                expected.largestGap, statistics.largestGap(), 1e-9); // gaps feel rounding, enlarged within a segment
        assertEquals(0, Gap.absolute(expected.y, solution.y1()), 1e-9);
    }

    /** Rounding of 1000 ulp grows by 1/c a step: to 1e-10 in 58 steps at c = 0.9, in 6,100 at 0.999. */
    @Test
    void segmentsEndBeforeRoundingOutgrowsTheMismatch() {
        assertEquals(58, Resync.STANDARD.longestSegment(0.9, DType.FLOAT64), 1);
        assertEquals(6_106, Resync.STANDARD.longestSegment(0.999, DType.FLOAT64), 1);
        assertEquals(1, new Resync(10, 1e-8, 1e-300).longestSegment(1e-9, DType.FLOAT64), "one step at least");
        int resyncs = Sample.solve(
                        Sample.AT,
                        new Reversible(new RungeKutta4(), 0.9, new Resync(1e300, 1e300, 1e-10)),
                        Sample.T0,
                        Sample.T1,
                        SolveOptions.standard().dt0(0.001))
                .statistics()
                .resyncs();
        assertEquals((2000 - 1) / Resync.STANDARD.longestSegment(0.9, DType.FLOAT64), resyncs);
    }

    /** No floor lies below what the type of number resolves. */
    @Test
    void tolerancesFollowTheTypeOfNumber() {
        assertEquals(1e-8, Resync.STANDARD.gapFloor(DType.FLOAT64));
        assertEquals(100 * 0x1p-23, Resync.STANDARD.gapFloor(DType.FLOAT32));
        assertEquals(1e-10, Resync.STANDARD.mismatch(DType.FLOAT64));
        assertEquals(1e4 * 0x1p-23, Resync.STANDARD.mismatch(DType.FLOAT32));
    }

    /** |a − b| against |a| + a thousandth of the largest |a| so far, component by component, whatever their units. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1e-9, 1", "1e12, 1", "1, 1e11", "1, 1e-11"})
    void differencesAreRelativeByComponent(double size, double unit) {
        Tensor units = Tensor.of(1, unit, 1).times(size);
        StateScale scale = new StateScale(Tensor.of(1, 3, 2).times(units));
        Tensor a = Tensor.of(1, 0, -2).times(units);
        Tensor b = Tensor.of(1, 1e-5, -2).times(units);
        assertEquals(1e-5 / 3e-3, scale.difference(a, b).item(), 1e-12);
        assertEquals(0, scale.difference(a.zerosLike(), a.zerosLike()).item(), 0);
    }

    /** A component below 64 ulp of the largest is rounding of the others. */
    @Test
    void roundingOfOtherComponentsIsNotMeasured() {
        StateScale scale = new StateScale(Tensor.of(1, 1e-15, 1e-13));
        assertEquals(
                0, scale.difference(Tensor.zeros(3), Tensor.of(0, 1e-15, 0)).item(), 0);
        assertEquals(
                1e3, scale.difference(Tensor.zeros(3), Tensor.of(0, 0, 1e-13)).item(), 1e-9);
        assertTrue(Double.isNaN(
                scale.difference(Tensor.zeros(3), Tensor.of(0, Double.NaN, 0)).item()));
    }

    /** The scale of a solve without motion, and without components, measures nothing. */
    @Test
    void aScaleOfZeroMeasuresNothing() {
        StateScale scale = new StateScale(Tensor.zeros(2));
        assertEquals(0, scale.difference(Tensor.zeros(2), Tensor.zeros(2)).item(), 0);
    }

    /** Rounding, or a component in a unit of its own: nobody can tell, so the report does. */
    @Test
    void componentsThatAreNotMeasuredAreTold() {
        assertEquals(1, new StateScale(Tensor.of(1, 0, 1e-15, 1e-13)).unmeasured());
        assertEquals(0, new StateScale(Tensor.zeros(2)).unmeasured());
        for (double unit : new double[] {1e-12, 1e-16}) {
            GradientReport[] report = new GradientReport[1];
            SolveOptions options = SolveOptions.standard()
                    .dt0(H)
                    .adjoint(new ReversibleAdjoint())
                    .onGradient(r -> report[0] = r);
            ODETerm<Tensor, Tensor> decays =
                    new ODETerm<>((t, y, k) -> y.times(k).negate());
            grad((Tensor k) -> diffeqsolve(decays, new RungeKutta4(), 0, 1, Tensor.of(1, unit), k, options)
                            .y1()
                            .sum())
                    .apply(Tensor.scalar(0.5));
            int unmeasured = unit < 1e-13 ? 1 : 0;
            assertEquals(unmeasured, report[0].unmeasured());
            assertEquals(
                    unmeasured,
                    report[0].notes().stream()
                            .filter(note -> note.contains("64 ulp of the largest: 1"))
                            .count());
        }
    }

    /** Lotka–Volterra damps nothing; coarse steps are as large as the controller allows, and so are their gaps. */
    @ParameterizedTest
    @CsvSource({"1e-3, 0.8, 1", "1e-5, 0.6, 0.95", "1e-7, 0.02, 0.3", "1e-9, 0, 0"})
    void fineTolerancesStoreNoSteps(double tolerance, double least, double most) {
        ODETerm<Tensor, Void> preyAndPredator = new ODETerm<>((t, y, none) -> Tensor.stack(
                y.get(0).times(y.get(1).negate().plus(1.5)),
                y.get(1).times(y.get(0).minus(3))));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(tolerance, tolerance))
                .adjoint(new ReversibleAdjoint());
        Statistics statistics = diffeqsolve(preyAndPredator, new Tsit5(), 0, 10, Tensor.of(1, 1), null, options)
                .statistics();
        double stored = statistics.stored() / (double) statistics.accepted();
        assertTrue(least <= stored && stored <= most, statistics.toString());
    }
}
