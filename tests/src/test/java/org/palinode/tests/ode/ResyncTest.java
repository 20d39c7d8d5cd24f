package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Step;

/** When the copy of a reversible solve is set back. */
class ResyncTest {
    private static final double H = 0.01;

    /** The rule, followed by hand on the solver's own steps. */
    private record ByHand(int resyncs, double largestGap, Tensor y) {
        static ByHand of(Reversible solver, int steps) {
            Resync rule = solver.resyncRule();
            Field field = (t, y) -> Tensor.stack(
                    y.get(1),
                    y.get(0)
                            .square()
                            .negate()
                            .plus(1)
                            .times(y.get(1))
                            .minus(y.get(0))
                            .plus(t.cos()));
            Tensor y = Tensor.of(2, 0);
            Tensor z = y;
            int start = 0;
            int resyncs = 0;
            double first = 0;
            double largest = 0;
            for (int i = 0; i < steps; i++) {
                int length = i - start;
                if (length > 0) {
                    double gap = Resync.difference(y, z).item();
                    first = length == 1 ? gap : first;
                    largest = Math.max(largest, gap);
                    boolean apart = gap > Math.max(rule.gapFloor(), rule.gapMultiple() * first);
                    if (apart || length >= rule.longestSegment(solver.coupling(), DType.FLOAT64)) {
                        z = y;
                        start = i;
                        resyncs++;
                    }
                }
                Step step = solver.step(field, Tensor.scalar(i * H), Tensor.scalar(H), y, List.of(z));
                y = step.y();
                z = step.state().get(0);
            }
            return new ByHand(resyncs, largest, y);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.999, 10, 1e-8", "0.999, 1000, 1e-12", "0.9, 10, 1e-8", "0.99, 100, 1e-6"})
    void theCopyIsSetBackWhenTheRuleSaysSo(double coupling, double multiple, double floor) {
        Reversible solver = new Reversible(new RungeKutta4(), coupling, new Resync(multiple, floor, 1e-10));
        int steps = 1500;
        ByHand expected = ByHand.of(solver, steps);
        SolveOptions options = ForcedVanDerPol.OPTIONS.adjoint(new DirectAdjoint());
        var solution = ForcedVanDerPol.solve(ForcedVanDerPol.AT, solver, steps * H, options);
        Statistics statistics = solution.statistics();
        assertTrue(expected.resyncs() > 0, "there is something to see");
        assertEquals(expected.resyncs(), statistics.resyncs());
        assertEquals(
                expected.largestGap(), statistics.largestGap(), 1e-9); // gaps feel rounding, enlarged within a segment
        assertEquals(0, Gap.absolute(expected.y(), solution.y1()), 1e-9);
    }

    /** Rounding of 100 ulp grows by 1/c a step: to 1e-10 in 80 steps at c = 0.9, in 8,400 at 0.999. */
    @Test
    void segmentsEndBeforeRoundingOutgrowsTheMismatch() {
        assertEquals(80, Resync.STANDARD.longestSegment(0.9, DType.FLOAT64), 1);
        assertEquals(8_408, Resync.STANDARD.longestSegment(0.999, DType.FLOAT64), 1);
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

    /** |a − b| against |a| + max |a|/1000, whatever the size of the state. */
    @ParameterizedTest
    @CsvSource({"1", "1e-9", "1e12"})
    void differencesAreRelative(double size) {
        Tensor a = Tensor.of(1, 0, -2).times(size);
        Tensor b = Tensor.of(1, 1e-5, -2).times(size);
        assertEquals(1e-5 / 2e-3, Resync.difference(a, b).item(), 1e-12);
        assertEquals(0, Resync.difference(a.zerosLike(), a.zerosLike()).item(), 0);
    }
}
