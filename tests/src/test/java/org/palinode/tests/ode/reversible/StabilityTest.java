package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.tests.ode.reversible.Stability.Measured;

/** The reversible adjoint on problems that damp, rotate, jump and part, against Direct on the same map and against the plain solver. */
@Tag("thorough")
class StabilityTest {
    static List<Stability> rows() {
        return StabilityTable.rows();
    }

    @ParameterizedTest
    @EnumSource
    void theGradientIsExactAndFewPairsAreStored(StabilityProblem problem) {
        assertSteady(new Stability(problem, DType.FLOAT64, 0.999, 1_000));
    }

    @ParameterizedTest
    @MethodSource("rows")
    @Tag("long")
    void soItIsForEitherCouplingAndTypeOfNumberAndTenTimesTheSteps(Stability row) {
        assertSteady(row);
    }

    private static void assertSteady(Stability row) {
        Measured ours = row.ours();
        assertTrue(Double.isFinite(ours.difference()), row + ": " + ours);
        double exact = row.dtype() == DType.FLOAT64 ? 1e-8 : 1e-1;
        assertEquals(0, ours.gradientError(), exact, row + ": " + ours);
        if (row.problem().isResolvedIn(row.steps()) && row.problem().isTakenBackIn(row.steps())) {
            assertTrue(5 * ours.pairs() < row.steps(), row + ": " + ours);
        }
    }
}
