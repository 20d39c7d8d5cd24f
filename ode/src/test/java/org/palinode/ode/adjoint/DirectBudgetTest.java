package org.palinode.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard budget for residuals, in MiB: never more than half of what arrays may hold. */
class DirectBudgetTest {
    @ParameterizedTest
    @CsvSource({
        "30, 1, 30",
        "30, 64, 30",
        "300, 1, 300",
        "300, 2, 256",
        "1000, 2, 500",
        "8000, 2, 1024",
        "8000, 64, 256"
    })
    void followsFromHalfOfTheLimitAndTheProcessors(long half, int processors, long budget) {
        assertEquals(budget << 20, DirectAdjoint.budget(half << 20, processors));
    }
}
