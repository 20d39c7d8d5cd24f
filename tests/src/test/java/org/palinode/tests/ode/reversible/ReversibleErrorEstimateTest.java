package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Problem;
import org.palinode.tests.ode.support.Problems;

/** The wrapper's error estimate is that of F(h, z₀): why, in docs/design/reversible-derivation.md; here, that it does its work. */
class ReversibleErrorEstimateTest {
    static Stream<Solver> adaptive() {
        return Stream.of(new Bosh3(), new Tsit5(), new Dopri5(), new HalfSolver(new RungeKutta4()));
    }

    /** y and z differ by as much as the solution is wrong, and the estimate changes as little between them. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void itIsThePlainSolversOnTheSameStep(Solver base) {
        Problem problem = Problems.kepler(0.3);
        Field field = (t, y) -> problem.field().apply(t, y, problem.args());
        Reversible wrapper = new Reversible(base);
        Tensor h = Tensor.scalar(0.05);
        Tensor y = problem.y0();
        List<Tensor> state = wrapper.init(field, Tensor.scalar(0), y);
        for (int i = 0; i < 60; i++) {
            Tensor t = h.times(i);
            List<Tensor> plain = base.init(field, t, y);
            Tensor expected = base.step(field, t, h, y, plain).error();
            Step step = wrapper.step(field, t, h, y, state);
            assertEquals(
                    0, Gap.relative(expected, step.error()), 0.02, "step " + i); // 0.01 for order 3, 1e-6 for order 5
            y = step.y();
            state = step.carry();
        }
    }

    /**
     * Twice the estimate, as the sum of both inner ones is about, would take 2^(1/5) = 15 % more steps of order 5. The solution is as good:
     * 0.3 to 2 times the plain solver's error were seen where that is not by luck far below the tolerance.
     */
    @ParameterizedTest
    @MethodSource("adaptive")
    void adaptiveStepsAndWhatTheyAchieveAreThoseOfThePlainSolver(Solver base) {
        double tolerance = 1e-7;
        for (Problem problem : List.of(Problems.kepler(0.3), Problems.unevenRotation(), Problems.logistic())) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new PIDController(tolerance, tolerance))
                    .maxSteps(50_000);
            Solution<Tensor> plain = solve(problem, base, options);
            Solution<Tensor> wrapped = solve(problem, base, options.adjoint(new ReversibleAdjoint()));
            String where = base + ", " + problem;
            double more = (double) wrapped.statistics().accepted()
                    / plain.statistics().accepted();
            assertEquals(1, more, 0.03, where);
            double error = problem.error(wrapped.y1(), problem.t1());
            double plainError = problem.error(plain.y1(), problem.t1());
            assertTrue(error <= Math.max(3 * plainError, 10 * tolerance), where + ": " + error + ", " + plainError);
        }
    }

    private static Solution<Tensor> solve(Problem problem, Solver solver, SolveOptions options) {
        return diffeqsolve(problem.term(), solver, problem.t0(), problem.t1(), problem.y0(), problem.args(), options);
    }
}
