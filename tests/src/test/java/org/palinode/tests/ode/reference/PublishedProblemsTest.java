package org.palinode.tests.ode.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.Detest;
import org.palinode.examples.problems.Pleiades;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

class PublishedProblemsTest {
    private static final SolveOptions FINE =
            SolveOptions.standard().controller(new PIDController(1e-10, 1e-10)).maxSteps(100_000);

    static Stream<Solver> solvers() {
        return Stream.of(new Tsit5(), new Dopri8());
    }

    static Stream<Arguments> detest() {
        return solvers().flatMap(solver -> Detest.all().stream().map(problem -> Arguments.of(problem, solver)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("detest")
    void detestEndValuesAreMet(Detest problem, Solver solver) {
        Solution<Tensor> solution =
                diffeqsolve(problem.term(), solver, 0, Detest.T1, Tensor.of(problem.y0()), null, FINE);
        double error = problem.error(solution.y1());
        assertTrue(error <= problem.bound(), "error " + error + ", allowed " + problem.bound());
    }

    /** The closed form that C3 and C4 are held against, itself against printed end values. */
    @Test
    void theClosedFormOfTheHeatEquationIsThePublishedOne() {
        assertEquals(0.0029481192110226994, Detest.heatAt(10, 20)[0], 1e-16);
        assertEquals(0.0027624343790295144, Detest.heatAt(10, 20)[9], 1e-16);
        assertEquals(1.8913306910279897e-14, Detest.heatAt(51, 20)[50], 1e-16);
    }

    /** A satellite between Earth and Moon; a change of 1e-16 at the start moves the end by 1e-12. */
    @ParameterizedTest
    @MethodSource("solvers")
    void theArenstorfOrbitCloses(Solver solver) {
        double period = 17.0652165601579625588917206249;
        double[] y0 = {0.994, 0, 0, -2.00158510637908252240537862224};
        Solution<Tensor> solution = diffeqsolve(
                new ODETerm<>((t, y, args) -> arenstorf(y)),
                solver,
                0,
                period,
                Tensor.of(y0),
                null,
                FINE.saveAt(SaveAt.ts(period / 2).andT1()));
        double[] half = {-1.2448220520265697, 0, 0, 0.55399030814222307};
        assertArrayEquals(y0, solution.y1().toArray(), 2e-5); // five times the worst of four codes at this tolerance
        // the first half is little sensitive; dense output of Dopri8 is of order 5 and limits it there
        assertArrayEquals(half, solution.y(0).toArray(), 1e-6);
    }

    private static Tensor arenstorf(Tensor y) {
        double moon = 0.012277471;
        double earth = 1 - moon;
        Tensor x1 = y.get(0);
        Tensor x2 = y.get(1);
        Tensor d1 = x1.plus(moon).square().plus(x2.square()).power(1.5);
        Tensor d2 = x1.minus(earth).square().plus(x2.square()).power(1.5);
        Tensor a1 = x1.plus(y.get(3).times(2))
                .minus(x1.plus(moon).times(earth).dividedBy(d1))
                .minus(x1.minus(earth).times(moon).dividedBy(d2));
        Tensor a2 = x2.minus(y.get(2).times(2))
                .minus(x2.times(earth).dividedBy(d1))
                .minus(x2.times(moon).dividedBy(d2));
        return Tensor.stack(y.get(2), y.get(3), a1, a2);
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void thePleiadesAreWhereTheyShouldBe(Solver solver) {
        Pleiades problem = new Pleiades();
        Tensor y1 = diffeqsolve(problem.term(), solver, 0, problem.t1(), Tensor.of(problem.y0()), null, FINE)
                .y1();
        assertEquals(0, problem.error(y1), 2e-7); // five times the worst of four codes
    }
}
