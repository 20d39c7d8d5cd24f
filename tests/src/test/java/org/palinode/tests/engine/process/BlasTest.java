package org.palinode.tests.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.internal.kernel.blas.BlasLibrary;

/** The BLAS that is loaded, on the core of this run and on others that the processor has. */
class BlasTest {
    /** Elimination with row exchanges leaves one or two; wrong kernels 1e10 and more. */
    private static final double ROUNDINGS = 30;

    @Test
    void everyRoutineIsRightOnTheCoreOfThisRun() {
        assertRight(BlasRoutines.errors());
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"Haswell", "SkylakeX", "Cooperlake"})
    void everyRoutineIsRightOnAnotherCore(String core) throws Exception {
        assumeTrue(!core.equals(BlasLibrary.loaded().core()), "the test above runs on it");
        String text = OtherJvm.printPlainly(BlasRoutines.class, "", Map.of("OPENBLAS_CORETYPE", core));
        assumeTrue(text.startsWith(core + "\n"), "the processor does not have it: " + text);
        Map<String, Double> errors = text.lines()
                .skip(1)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        assertFalse(errors.isEmpty());
        assertRight(errors);
    }

    /** `./palinode` and `./palinode test` ask for one; where the processor lacks it, OpenBLAS takes another. */
    @Test
    void theCoreThatIsAskedForIsInUse() {
        String asked = System.getenv("OPENBLAS_CORETYPE");
        assumeTrue(asked != null && !BlasLibrary.loaded().core().equals("unknown"));
        assertTrue(
                asked.equalsIgnoreCase(BlasLibrary.loaded().core()),
                asked + " was asked for, not " + BlasLibrary.loaded().core());
    }

    private static void assertRight(Map<String, Double> errors) {
        errors.forEach((routine, error) -> {
            if (routine.contains("product")) {
                assertEquals(0, error, routine);
            } else {
                assertTrue(0 < error && error < ROUNDINGS, routine + ": " + error);
            }
        });
    }
}
