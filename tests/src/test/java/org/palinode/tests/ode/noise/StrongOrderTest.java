package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Solvers converge with noise at the orders, and with the errors, that others measured on the same problems, forward and back in time. */
class StrongOrderTest {
    static List<StrongOrderRow> forward() {
        return PublishedOrders.rows(TimeDirection.FORWARD);
    }

    static List<StrongOrderRow> back() {
        return PublishedOrders.rows(TimeDirection.BACK);
    }

    /**
     * Squares of errors of growth have the tails of exp(1.6 W): 4000 of them leave 10 % to chance in the root, and as much in what was published. In
     * the double well few paths, which end in another well, make up most of the error, and orders differ by 0.1 with the random numbers.
     */
    @Tag("long") // thousands of paths, and references of 4096 steps
    @ParameterizedTest
    @MethodSource("forward")
    void errorsAreThePublishedOnes(StrongOrderRow row) {
        StrongErrors errors =
                StrongOrderProblems.FULL.named(row.problem()).errors(row.solver(), TimeDirection.FORWARD, 5);
        double share = row.problem().equals("growth") ? 0.3 : 0.2;
        assertEquals(row.order(), errors.order(), row.problem().equals("double well") ? 0.2 : 0.1);
        assertNear(row.first(), errors.first(), share);
        assertNear(row.last(), errors.last(), share);
    }

    private static void assertNear(double expected, double found, double share) {
        if (!Double.isNaN(expected)) {
            assertEquals(expected, found, share * expected);
        }
    }

    /** A wrong sign of the area H shows order 1, or none, for the methods that read it. */
    @Tag("long")
    @ParameterizedTest
    @MethodSource("back")
    void errorsShrinkAtTheSameOrderBackInTime(StrongOrderRow row) {
        StrongErrors errors = StrongOrderProblems.FULL.named(row.problem()).errors(row.solver(), TimeDirection.BACK, 5);
        assertEquals(row.order(), errors.order(), 0.1);
    }

    /** A fifth of the paths: six keys moved orders by up to 0.13, errors by up to 20 %, and of growth by up to 32 %. */
    @Tag("once")
    @ParameterizedTest
    @CsvSource({
        "growth, Euler",
        "growth, ItoMilstein",
        "trigonometric, EulerHeun",
        "trigonometric, StratonovichMilstein",
        "trigonometric, Midpoint",
        "trigonometric, ReversibleHeun",
        "trigonometric, EES25",
        "trigonometric, GeneralShARK",
        "trigonometric, SlowRK",
        "rotating, Heun",
        "rotating, SPaRK",
        "rotating, GeneralShARK",
        "additive, SEA",
        "additive, ShARK",
        "additive, SRA1",
        "additive, SPaRK",
        "'Langevin, double well', ALIGN",
        "'Langevin, double well', ShOULD",
        "'Langevin, double well', QUICSORT",
    })
    void fewPathsShowTheOrder(String problem, String name) {
        StrongOrderRow row = StrongOrderRow.of(forward(), problem, name);
        StrongErrors errors = StrongOrderProblems.SMALL.named(problem).errors(row.solver(), TimeDirection.FORWARD, 4);
        assertEquals(row.order(), errors.order(), 0.2);
        assertNear(row.first(), errors.first(), problem.equals("growth") ? 0.45 : 0.3);
    }

    /** Forty paths, since a Jacobian is that of all: chance moves orders by 0.15. */
    @Tag("once")
    @ParameterizedTest
    @ValueSource(strings = {"ImplicitEuler", "Kvaerno3", "Rodas5P"})
    void implicitSolversHaveOrderOneForAdditiveNoise(String name) {
        StrongErrors errors =
                StrongOrderProblems.FEW.named("additive").errors(StrongOrderRow.solver(name), TimeDirection.FORWARD, 4);
        assertEquals(1, errors.order(), 0.3);
        assertNear(2.4e-2, errors.first(), 0.5); // as Heun's
    }

    @Tag("once")
    @ParameterizedTest
    @CsvSource({
        "trigonometric, SPaRK",
        "trigonometric, GeneralShARK",
        "trigonometric, SlowRK",
        "additive, SEA",
        "additive, ShARK",
        "additive, SRA1",
        "'Langevin, harmonic', ALIGN",
        "'Langevin, harmonic', ShOULD",
        "'Langevin, harmonic', QUICSORT",
    })
    void fewPathsShowTheOrderBackInTime(String problem, String name) {
        StrongOrderRow row = StrongOrderRow.of(back(), problem, name);
        StrongErrors errors = StrongOrderProblems.SMALL.named(problem).errors(row.solver(), TimeDirection.BACK, 4);
        assertEquals(row.order(), errors.order(), 0.2);
    }

    /** The distance from y₀ is of the order of the method, or better where a step back undoes more of a step. */
    @Tag("long")
    @ParameterizedTest
    @MethodSource("back")
    void aSolveToTheEndAndBackReturnsToItsStart(StrongOrderRow row) {
        assertReturns(row, StrongOrderProblems.FULL, 5);
    }

    @Tag("once")
    @ParameterizedTest
    @CsvSource({"trigonometric, SlowRK", "additive, ShARK", "'Langevin, harmonic', QUICSORT"})
    void fewPathsShowTheReturn(String problem, String name) {
        assertReturns(StrongOrderRow.of(back(), problem, name), StrongOrderProblems.SMALL, 4);
    }

    private static void assertReturns(StrongOrderRow row, StrongOrderProblems problems, int count) {
        StrongErrors errors = problems.named(row.problem()).returns(row.solver(), count);
        assertTrue(errors.order() > row.order() - 0.1, () -> "order " + errors.order());
        assertTrue(errors.last() < 0.1, () -> "error " + errors.last());
    }
}
