package org.palinode.tests.train.minimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.minimise.Lbfgs;
import org.palinode.train.minimise.Minimum;

/** L-BFGS beside scipy's L-BFGS-B. */
@Tag("slow") // the same on every JVM
@Tag("once")
class LbfgsFiguresTest {
    static Stream<String> problems() {
        return Problems.READ.minima().keySet().stream();
    }

    /** With the settings that scipy was given. Where it stopped for rounding, its value has to be reached, no more. */
    @ParameterizedTest
    @MethodSource("problems")
    void minimaAreReachedInHardlyMoreEvaluations(String name) {
        Problems.Minimum reference = Problems.READ.minima().get(name);
        int most = (int) (1.2 * reference.evaluations());
        Minimum<Tensor> found =
                new Lbfgs(10, 1e-7, 1e-15, most).minimise(Problems.READ.loss(name), Tensor.of(reference.start()));
        assertTrue(found.value() <= reference.value() + 1e-8, found.toString());
        assertTrue(found.evaluations() <= most, found.toString());
        assertEquals(reference.message().startsWith("CONVERGENCE"), found.converged(), found.toString());
    }
}
