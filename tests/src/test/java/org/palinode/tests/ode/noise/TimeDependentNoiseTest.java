package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;

/** Additive noise whose size changes with time: methods that know the area H keep their order. */
class TimeDependentNoiseTest {
    private static StrongErrors errors(TimeDependentNoise problem, String name) {
        return problem.errors(StrongOrderRow.solver(name), name.equals("ShARK") ? new SRA1() : new ShARK());
    }

    /** Some 5 % of an error are chance, of a slope over three halvings 0.05. */
    @Tag("long") // a hundred paths one by one, each with references of 4096 steps
    @ParameterizedTest
    @CsvSource({"SEA, 1", "ShARK, 1.5", "SRA1, 1.5", "SlowRK, 1.5", "SPaRK, 1.5", "GeneralShARK, 1.5"})
    void ordersHoldWhereTheNoiseChangesSlowly(String name, double order) {
        assertEquals(order, errors(new TimeDependentNoise(0.125, 100, 6), name).order(), 0.15);
    }

    /** Here the error of order 2 is the larger one. Without its part for changing noise a method shows order 1. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"SEA, 1", "ShARK, 2", "SRA1, 2", "SlowRK, 2", "SPaRK, 2", "GeneralShARK, 2"})
    void ordersHoldWhereTheNoiseChangesFast(String name, double order) {
        StrongErrors errors = errors(new TimeDependentNoise(1, 100, 6), name);
        assertEquals(order, errors.order(), 0.3);
    }

    /** Chance moves the orders of ten paths by some 0.1; bounds are twice the errors that were seen. */
    @Tag("slow")
    @Tag("once")
    @ParameterizedTest
    @CsvSource({
        "SEA, 1, 3e-2",
        "ShARK, 1.5, 3e-3",
        "SRA1, 1.5, 3e-3",
        "GeneralShARK, 1.5, 3e-3",
        "SPaRK, 1.5, 3e-3",
        "SlowRK, 1.5, 3e-3"
    })
    void fewPathsShowTheOrder(String name, double order, double bound) {
        StrongErrors errors = errors(new TimeDependentNoise(0.125, 10, 4), name);
        assertEquals(order, errors.order(), 0.25);
        assertTrue(errors.last() < bound, () -> "error " + errors.last());
    }
}
