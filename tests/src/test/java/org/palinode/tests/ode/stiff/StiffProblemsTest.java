package org.palinode.tests.ode.stiff;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.precision.WorkPrecision;
import org.palinode.examples.problems.StiffProblem;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.DensePolynomial;
import org.palinode.ode.solver.DiagonallyImplicitRungeKutta;
import org.palinode.ode.solver.ImplicitTableau;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;

/** Published stiff problems: as many significant digits as asked for, but one. */
@Tag("thorough")
class StiffProblemsTest {
    /** Kværnø's method with the estimate as it is. */
    private record Bare(RootFinder rootFinder) implements DiagonallyImplicitRungeKutta {
        @Override
        public Bare with(RootFinder finder) {
            return new Bare(finder);
        }

        @Override
        public ImplicitTableau tableau() {
            return new Kvaerno5().tableau();
        }

        @Override
        public DensePolynomial dense() {
            return new Kvaerno5().dense();
        }

        @Override
        public double order() {
            return 5;
        }
    }

    private static final List<String> BARI = List.of("VDPOL", "ROBER", "HIRES", "OREGO", "POLLU");

    private static final List<Solver> ACCURATE = List.of(new Kvaerno5(), new KenCarp5(), new Rodas5P());
    private static final List<Solver> COARSE = List.of(new Kvaerno3(), new Kvaerno4(), new KenCarp3(), new KenCarp4());

    static Stream<Arguments> bari() {
        return pairs(ACCURATE, BARI);
    }

    static Stream<Arguments> relaxations() {
        return pairs(COARSE, List.of("VDPOL", "OREGO"));
    }

    static Stream<Arguments> detest() {
        return pairs(
                ACCURATE,
                StiffProblem.all().stream()
                        .map(StiffProblem::name)
                        .filter(name -> !BARI.contains(name))
                        .toList());
    }

    static Stream<Arguments> all() {
        return pairs(
                Stream.concat(ACCURATE.stream(), COARSE.stream()).toList(),
                StiffProblem.all().stream().map(StiffProblem::name).toList());
    }

    private static Stream<Arguments> pairs(List<Solver> solvers, List<String> names) {
        return solvers.stream()
                .flatMap(solver -> names.stream().map(name -> Arguments.of(StiffProblem.named(name), solver)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("bari")
    void ofTheDigitsAskedForAllButOneAreRight(StiffProblem problem, Solver solver) {
        assertAll(IntStream.of(4, 7, 10).mapToObj(digits -> () -> assertDigits(problem, solver, digits)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("relaxations")
    void soAreThoseOfMethodsOfLowerOrder(StiffProblem problem, Solver solver) {
        assertDigits(problem, solver, 5);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("detest")
    void soAreThoseOfStiffDetest(StiffProblem problem, Solver solver) {
        assertDigits(problem, solver, 8);
    }

    /** All problems, all solvers; methods of lower order take too many steps for more than seven digits. */
    @Tag("long")
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("all")
    void soAreThoseFromThreeToTen(StiffProblem problem, Solver solver) {
        int most = solver.order() < 5 ? 7 : 10;
        assertAll(IntStream.rangeClosed(3, most).mapToObj(digits -> () -> assertDigits(problem, solver, digits)));
    }

    private static void assertDigits(StiffProblem problem, Solver solver, int digits) {
        WorkPrecision.Entry solved = WorkPrecision.solve(problem, solver, digits);
        assertNull(solved.failure());
        double lost = digits + Math.log10(solved.error());
        assertTrue(lost <= 1, "at 1e-" + digits + " lost " + lost + " digits, " + solved.statistics());
    }

    @Test
    void underTolerancesLargerByTheBiasStepsAreThoseOfTheBareEstimate() {
        Statistics biased = statistics(new Kvaerno5(), 5e-6);
        Statistics bare = statistics(new Bare(RootFinder.veryChord()), 1e-6);
        assertEquals(bare.accepted(), biased.accepted());
        assertEquals(bare.evaluations(), biased.evaluations());
    }

    private static Statistics statistics(Solver solver, double tolerance) {
        StiffProblem problem = StiffProblem.named("HIRES");
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(tolerance, tolerance * 1e-4))
                .dt0(1e-3);
        return DiffEqSolve.diffeqsolve(problem.term(), solver, 0, problem.t1(), Tensor.of(problem.y0()), null, options)
                .statistics();
    }
}
