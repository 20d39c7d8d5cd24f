package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
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
import org.palinode.ode.adjoint.GradientException;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
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
            CoincidenceGenerator generator = new CoincidenceGenerator(seed, shift);
            Coincidences problem = generator.problem();
            SolveOptions options = generator.steps(problem).adjoint(adjoint);
            return new Drawn(problem, generator.nextBoolean() ? new Tsit5() : new Dopri5(), options);
        }

        Solution<Tensor> solve(Tensor p) {
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
        Tensor weights = Tensor.arange(values.length).times(1.7).plus(0.3).cos();
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
            assertEquals(occurred(one), occurred(other), name);
            double[] values = all(one).toArray();
            double[] moved = all(other).toArray();
            for (int i = 0; i < values.length; i++) {
                // adaptive steps differ a little, and with them their errors
                assertEquals(values[i], moved[i], CLOSE / 10, name + ", output " + i);
            }
        }
    }
}
