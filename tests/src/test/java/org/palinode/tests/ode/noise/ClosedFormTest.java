package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Solutions that are a formula in the Brownian path, path by path: each solver finds that of its calculus, at its order. */
@Tag("slow")
@Tag("once")
class ClosedFormTest {
    /**
     * Orders of a thousand paths, which chance moves by some 0.1. They are higher than in general where a single noise acts alone (cubic) or the
     * state does not feed back on itself (fading).
     *
     * @param bound of the error with 128 steps, twice what was seen
     */
    @ParameterizedTest
    @CsvSource({
        "linear, Euler, 0.5, 1.8e-01",
        "linear, ItoMilstein, 1, 4.0e-02",
        "linear, StratonovichMilstein, 1, 4.0e-02",
        "linear, Heun, 1, 1.9e-02",
        "linear, SlowRK, 1.5, 1.9e-04",
        "wave, Euler, 0.5, 3.4e-04",
        "wave, ItoMilstein, 1, 3.2e-06",
        "wave, GeneralShARK, 1, 2.9e-06",
        "cubic, Euler, 0.5, 2.1e-02",
        "cubic, ItoMilstein, 1, 1.1e-03",
        "cubic, SPaRK, 1, 8.0e-04",
        "cubic, SlowRK, 2, 2.9e-06",
        "hyperbolic, Euler, 0.5, 3.2e-01",
        "hyperbolic, ItoMilstein, 1, 1.2e-01",
        "hyperbolic, Heun, 1, 3.2e-02",
        "hyperbolic, SlowRK, 1.5, 7.0e-04",
        "fading, Euler, 1, 1.9e-03",
        "fading, SEA, 1, 1.9e-03",
        "fading, ShARK, 2, 2.6e-08",
        "fading, SRA1, 2, 5.8e-07",
        "matrices, EulerHeun, 1, 1.5e-02",
        "matrices, Midpoint, 1, 6.6e-03",
        "matrices, SlowRK, 1.5, 1.3e-04",
    })
    void solutionsAreTheirFormulas(String problem, String name, double order, double bound) {
        StrongErrors errors = ClosedForms.named(problem).errors(StrongOrderRow.solver(name), TimeDirection.FORWARD, 4);
        assertTrue(errors.order() > order - 0.2, () -> "order " + errors.order());
        assertTrue(errors.last() < bound, () -> "error " + errors.last());
    }
}
