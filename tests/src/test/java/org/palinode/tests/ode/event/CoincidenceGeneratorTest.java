package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.outcome.GradientException;
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

    /** Of numbers up to 10, each made of some 20 steps. */
    private static final double ROUNDING = 1e-12;

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
            CoincidenceGenerator generator = new CoincidenceGenerator(seed, shift);
            Coincidences problem = generator.problem();
            SolveOptions options = generator.steps(problem).adjoint(adjoint);
            return new Drawn(problem, generator.nextBoolean() ? new Tsit5() : new Dopri5(), options);
        }

        Solution<Tensor> solve(Tensor p) {
            return solve(problem, p);
        }

        /** Solves another problem by the same steps. */
        Solution<Tensor> solve(Coincidences problem, Tensor p) {
            int first = problem.firstRow();
            SaveAt saved = problem.rows() == 0
                    ? SaveAt.t1()
                    : SaveAt.ts(p.slice(0, first, first + problem.rows())).andT1();
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
        solution.events().forEach(each -> parts.add(each.t().reshape(1)));
        solution.events().forEach(each -> parts.add(each.y()));
        return Tensor.concatenate(0, parts);
    }

    private static Tensor weights(int count) {
        return Tensor.arange(count).times(1.7).plus(0.3).cos();
    }

    private static List<Integer> occurred(Solution<?> solution) {
        return solution.events().stream().map(EventOccurrence::event).toList();
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
        CourseByFormula.Expected expected = CourseByFormula.of(drawn.problem());
        String name = "seed " + seed + ", " + drawn;
        List<Integer> occurred = new ArrayList<>();
        Recording<Tensor, Tensor> recording = assertDoesNotThrow(
                () -> Autodiff.vjp(
                        p -> {
                            Solution<Tensor> solution = drawn.solve(p);
                            occurred.addAll(occurred(solution));
                            return all(solution);
                        },
                        drawn.at()),
                name);
        assertEquals(expected.events(), occurred, name);
        List<Dual> wanted = expected.all();
        double[] values = recording.value().toArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(wanted.get(i).value(), values[i], CLOSE, name + ", output " + i);
        }
        Tensor weights = weights(values.length);
        Tensor direction = Tensor.arange(drawn.at().size()).times(2.3).plus(1).sin();
        if (expected.orderMatters()) {
            assertThrows(GradientException.class, () -> recording.pullBack(weights), name);
            assertThrows(
                    GradientException.class, () -> Autodiff.jvp(p -> all(drawn.solve(p)), drawn.at(), direction), name);
            return;
        }
        Tensor gradient = recording.pullBack(weights);
        assertGradient(wanted, weights, gradient, name);
        if (seed % 3 == 0) { // forward mode writes all steps out, which takes most of the time
            Tensor tangent = Autodiff.jvp(p -> all(drawn.solve(p)), drawn.at(), direction)
                    .tangent();
            double size = gradient.times(direction).abs().sum().item();
            double along = gradient.dot(direction).item();
            assertEquals(weights.dot(tangent).item(), along, 1e-11 * (1 + size), name + ", forward mode"); // other sums
        }
    }

    private static void assertGradient(List<Dual> wanted, Tensor weights, Tensor gradient, String name) {
        for (int number = 0; number < gradient.size(); number++) {
            double slope = 0;
            double size = 1;
            for (int i = 0; i < wanted.size(); i++) {
                slope += wanted.get(i).slopes()[number] * weights.get(i).item();
                size += Math.abs(wanted.get(i).slopes()[number]);
            }
            assertEquals(slope, gradient.get(number).item(), 50 * CLOSE * size, name + ", by number " + number);
        }
    }

    /** Values and gradient of what is saved, and the events that occurred. */
    private record Outcome(double[] values, double[] gradient, List<Integer> events) {
        static Outcome of(Drawn drawn, Coincidences problem, Function<Solution<Tensor>, Tensor> output) {
            List<Integer> events = new ArrayList<>();
            Recording<Tensor, Tensor> recording = Autodiff.vjp(
                    p -> {
                        Solution<Tensor> solution = drawn.solve(problem, p);
                        events.addAll(occurred(solution));
                        return output.apply(solution);
                    },
                    Tensor.of(problem.numbers()));
            double[] values = recording.value().toArray();
            Tensor weights = weights(values.length);
            double[] gradient = CourseByFormula.of(problem).orderMatters()
                    ? new double[0]
                    : recording.pullBack(weights).toArray();
            return new Outcome(values, gradient, events);
        }

        void assertEqualsToRounding(Outcome other, String name) {
            assertArrayEquals(values, other.values, ROUNDING, name);
            // an ulp says in which of two steps an event is, whose errors move with it
            assertArrayEquals(gradient, other.gradient, CLOSE, name);
        }
    }

    /** Every time an ulp later, those that fall together still do. */
    @Tag("slow")
    @Test
    void anUlpMakesNoDifference() {
        for (long seed = 0; seed < 100; seed++) {
            Drawn drawn = Drawn.of(seed, 0, new DirectAdjoint());
            Drawn later = Drawn.of(seed, 1, new DirectAdjoint());
            String name = "seed " + seed + ", " + drawn;
            Outcome one = Outcome.of(drawn, drawn.problem(), CoincidenceGeneratorTest::all);
            Outcome other = Outcome.of(later, later.problem(), CoincidenceGeneratorTest::all);
            assertEquals(one.events(), other.events(), name);
            one.assertEqualsToRounding(other, name);
        }
    }

    /** Events an ulp or two apart from each other, from jumps and from the ends of steps; only rows and ends tell one side from the other. */
    @Tag("slow")
    @Test
    void eventsThatAreNearlyTogetherAreAsThoseThatAre() {
        int seen = 0;
        for (long seed = 0; seed < 250; seed++) {
            Drawn drawn = Drawn.of(seed, 0, new DirectAdjoint());
            if (drawn.problem().rowsTellSides()
                    || CourseByFormula.of(drawn.problem()).orderMatters()) {
                continue;
            }
            String name = "seed " + seed + ", " + drawn;
            Outcome one =
                    Outcome.of(drawn, drawn.problem(), solution -> solution.ys().flatten());
            Outcome other = Outcome.of(
                    drawn,
                    drawn.problem().withEventsApart(new Random(seed)),
                    solution -> solution.ys().flatten());
            assertEquals(
                    one.events().stream().sorted().toList(),
                    other.events().stream().sorted().toList(),
                    name);
            one.assertEqualsToRounding(other, name);
            seen++;
        }
        assertTrue(seen > 70, "only " + seen);
    }
}
