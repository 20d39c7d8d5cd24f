package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Area of two Brownian motions: with steps h over the time 1 no method that knows W alone comes nearer than √h/2 in the mean square, and none that
 * knows H too nearer than √(h/12). Both bounds are attained.
 */
class AreaBoundTest {
    /** 20,000 paths leave 0.6 % to chance. The reference, which knows W and H of 4096 steps, lacks at most 1 % of the error with 64. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"Heun, 4", "EulerHeun, 4", "SlowRK, 4", "SPaRK, 12", "GeneralShARK, 12"})
    void boundsAreAttained(String name, double divisor) {
        for (double share : shares(name, divisor)) {
            assertEquals(1, share, 0.03, name);
        }
    }

    /** The errors with 8, 16, 32 and 64 steps over the bound. */
    static double[] shares(String name, double divisor) {
        var problem = StrongOrderProblems.FULL.named("area");
        StrongErrors errors = problem.errors(StrongOrderRow.solver(name), TimeDirection.FORWARD, 4);
        return IntStream.range(0, 4)
                .mapToDouble(i -> errors.values()[i] / Math.sqrt(Math.scalb(1.0, -3 - i) / divisor))
                .toArray();
    }
}
