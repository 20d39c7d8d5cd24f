package org.palinode.tests.ode;

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

    /** Seven stars in a plane, with close encounters. */
    @ParameterizedTest
    @MethodSource("solvers")
    void thePleiadesAreWhereTheyShouldBe(Solver solver) {
        double[] y0 = {3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4, 0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0
        };
        double[] end = {
            0.37061391439705129,
            3.2372840920572331,
            -3.2225590324183233,
            0.65970914557753084,
            0.34255817071565798,
            1.5621721014006310,
            -0.70030929222124954,
            -3.9434375855173921,
            -3.2713809739725499,
            5.2250818434565442,
            -2.5906124349774695,
            1.1982136933922746,
            -0.24296823449358234,
            1.0914492404289797,
            3.4170038063143148,
            1.3545845016255012,
            -2.5900655978107754,
            2.0250537347142411,
            -1.1558151001604491,
            -0.80729881702230217,
            0.59523963542087188,
            -3.7412449612340085,
            0.37734596857506290,
            0.93868588695510789,
            0.36679222272005699,
            -0.34740463538084944,
            2.3449154481809369,
            -1.9470204342632919
        };
        Tensor y1 = diffeqsolve(new ODETerm<>((t, y, args) -> pleiades(y)), solver, 0, 3, Tensor.of(y0), null, FINE)
                .y1();
        for (int i = 0; i < end.length; i++) {
            double scale = Math.max(1, Math.abs(end[i]));
            assertEquals(
                    end[i], y1.get(i).item(), 2e-7 * scale, "component " + i); // five times the worst of four codes
        }
    }

    private static Tensor pleiades(Tensor y) {
        Tensor places = y.slice(0, 0, 14).reshape(2, 7);
        Tensor toOthers = places.reshape(2, 1, 7).minus(places.reshape(2, 7, 1));
        Tensor d3 = toOthers.square().sum(0).plus(Tensor.eye(7)).power(1.5);
        Tensor masses = Tensor.arange(7).plus(1);
        Tensor acceleration = toOthers.dividedBy(d3).times(masses).sum(2);
        return Tensor.concatenate(0, y.slice(0, 14, 28), acceleration.flatten());
    }
}
