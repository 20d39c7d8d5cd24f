package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.GradientException;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;

/**
 * Random problems in which times of events, rows, jumps, steps, t0 and t1 fall together, against formulas: values, and derivatives for every
 * number, t0, t1 and the saved times among them.
 */
class CoincidenceGeneratorTest {
    /** Of steps of order 5 and at most 1/10, or of tolerance 1e-8. */
    private static final double CLOSE = 1e-6;

    private enum Kind {
        DIRECT(new DirectAdjoint(), 200),
        CHECKPOINT(new RecursiveCheckpointAdjoint(3), 140),
        REVERSIBLE(new ReversibleAdjoint(0.99), 140),
        FORWARD(new ForwardModeAdjoint(), 20); // each of its gradients is one solve for each number

        private final Adjoint adjoint;
        private final int cases;

        Kind(Adjoint adjoint, int cases) {
            this.adjoint = adjoint;
            this.cases = cases;
        }
    }

    /** A problem, and how it is solved. */
    private record Drawn(Coincidences problem, Solver solver, SolveOptions options) {
        static Drawn of(long seed, int shift, Adjoint adjoint) {
            Random random = new Random(seed);
            boolean jumps = random.nextBoolean();
            Coincidences problem = Coincidences.random(random, jumps, shift);
            double direction = problem.direction();
            SolveOptions options = SolveOptions.standard().adjoint(adjoint);
            if (jumps) {
                ClipStepSizeController clip = new ClipStepSizeController(new PIDController(1e-8, 1e-8));
                double[] ends = Arrays.copyOfRange(problem.numbers(), problem.firstRow(), problem.numbers().length);
                clip = random.nextBoolean() ? clip.stepTs(ends) : clip;
                options = options.controller(clip.jumpTs(problem.jump())).dt0(direction / 16);
            } else {
                double dt = new double[] {0.1, 0.0625, 0.07}[random.nextInt(3)];
                options = options.dt0(direction * dt);
            }
            return new Drawn(problem, random.nextBoolean() ? new Tsit5() : new Dopri5(), options);
        }

        Solution<Tensor> solve(Tensor p) {
            int rows = problem.firstRow();
            int count = problem.numbers().length - rows;
            SaveAt saved = count == 0
                    ? SaveAt.t1()
                    : SaveAt.ts(p.slice(0, rows, rows + count)).andT1();
            return diffeqsolve(
                    problem.term(),
                    solver,
                    p.get(0),
                    p.get(1),
                    p.slice(0, 6, 8),
                    p,
                    options.saveAt(saved).events(problem.watched()));
        }

        Tensor at() {
            return Tensor.of(problem.numbers());
        }
    }

    /** All that comes out, one number after another: rows, times and states of what occurred. */
    private static Tensor all(Solution<Tensor> solution) {
        List<Tensor> parts = new ArrayList<>(List.of(solution.ys().flatten()));
        for (EventOccurrence<Tensor> each : solution.events()) {
            parts.add(each.t().reshape(1));
        }
        for (EventOccurrence<Tensor> each : solution.events()) {
            parts.add(each.y());
        }
        return Tensor.concatenate(0, parts);
    }

    private static List<Dual> all(Coincidences.Expected expected) {
        List<Dual> all = new ArrayList<>(expected.rows());
        all.addAll(expected.times());
        all.addAll(expected.states());
        return all;
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(Kind.class)
    void valuesAndDerivativesAreThoseOfTheFormula(Kind kind) {
        for (long seed = 0; seed < kind.cases; seed++) {
            assertAsExpected(1000 * kind.ordinal() + seed, kind.adjoint);
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(Kind.class)
    void manyMoreAre(Kind kind) {
        for (long seed = 0; seed < 10 * kind.cases; seed++) {
            assertAsExpected(1_000_000 + seed, kind.adjoint);
        }
    }

    private static void assertAsExpected(long seed, Adjoint adjoint) {
        Drawn drawn = Drawn.of(seed, 0, adjoint);
        Coincidences.Expected expected = drawn.problem().expected();
        List<Dual> wanted = all(expected);
        String name = "seed " + seed + ", " + drawn;
        Solution<Tensor> solution = assertDoesNotThrow(() -> drawn.solve(drawn.at()), name);
        assertEquals(
                expected.events(),
                solution.events().stream().map(EventOccurrence::event).toList(),
                name);
        double[] values = all(solution).toArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(wanted.get(i).value(), values[i], CLOSE, name + ", output " + i);
        }
        Tensor weights = Tensor.arange(values.length).times(1.7).plus(0.3).cos();
        Function<Tensor, Tensor> loss = p -> all(drawn.solve(p)).times(weights).sum();
        Tensor direction = Tensor.arange(drawn.at().size()).times(2.3).plus(1).sin();
        if (expected.orderMatters()) {
            assertThrows(GradientException.class, () -> Autodiff.grad(loss).apply(drawn.at()), name);
            assertThrows(GradientException.class, () -> Autodiff.jvp(loss, drawn.at(), direction), name);
            return;
        }
        double[] gradient = Autodiff.grad(loss).apply(drawn.at()).toArray();
        for (int number = 0; number < gradient.length; number++) {
            double slope = 0;
            double size = 1;
            for (int i = 0; i < values.length; i++) {
                slope += wanted.get(i).slopes()[number] * weights.get(i).item();
                size += Math.abs(wanted.get(i).slopes()[number]);
            }
            assertEquals(slope, gradient[number], 50 * CLOSE * size, name + ", by number " + number);
        }
        if (seed % 3 > 0) {
            return; // forward mode writes all steps out, which takes most of the time
        }
        double along = Tensor.of(gradient).dot(direction).item();
        double size = Tensor.of(gradient).times(direction).abs().sum().item();
        double tangent = Autodiff.jvp(loss, drawn.at(), direction).tangent().item();
        assertEquals(tangent, along, 1e-11 * (1 + size), name + ", forward mode"); // other sums
    }

    /** Every time an ulp later, those that fall together still do: what comes out differs by rounding. */
    @Tag("slow")
    @Test
    void anUlpMakesNoDifference() {
        for (long seed = 0; seed < 500; seed++) {
            Drawn drawn = Drawn.of(seed, 0, new DirectAdjoint());
            Drawn later = Drawn.of(seed, 1, new DirectAdjoint());
            String name = "seed " + seed + ", " + drawn;
            Solution<Tensor> one = assertDoesNotThrow(() -> drawn.solve(drawn.at()), name);
            Solution<Tensor> other = assertDoesNotThrow(() -> later.solve(later.at()), name);
            assertEquals(
                    one.events().stream().map(EventOccurrence::event).toList(),
                    other.events().stream().map(EventOccurrence::event).toList(),
                    name);
            double[] values = all(one).toArray();
            double[] moved = all(other).toArray();
            for (int i = 0; i < values.length; i++) {
                // adaptive steps differ a little, and with them their errors
                assertEquals(values[i], moved[i], CLOSE / 10, name + ", output " + i);
            }
        }
    }
}
