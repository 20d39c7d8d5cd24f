package org.palinode.tests.train.minimise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.minimise.LeastSquaresFit;
import org.palinode.train.minimise.LevenbergMarquardt;

/** Levenberg–Marquardt beside scipy's call of MINPACK, and NIST's certified values. */
@Tag("slow") // the same on every JVM
@Tag("once")
class LevenbergMarquardtFiguresTest {
    static Stream<String> problems() {
        return Problems.READ.fits().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("problems")
    void minimaAreReachedInHardlyMoreEvaluations(String name) {
        Problems.Fit reference = Problems.READ.fits().get(name);
        LeastSquaresFit<Tensor> fit =
                new LevenbergMarquardt().fit(Problems.READ.residuals(name), Tensor.of(reference.start()));
        assertTrue(fit.sumOfSquares() <= reference.squares() * (1 + 1e-8) + 1e-16, fit.toString());
        assertTrue(fit.evaluations() <= 1.2 * reference.evaluations(), fit.toString());
        assertTrue(fit.converged(), fit.toString());
    }

    static Stream<String> certified() {
        return problems().filter(name -> name.contains("start 2"));
    }

    /** A sum of squares is flat: its rounding, 1e-16, hides parameters to the root of that, 1e-8 of several standard errors. */
    @ParameterizedTest
    @MethodSource("certified")
    void parametersAndTheirErrorsAreCertified(String name) {
        Problems.Nist nist = Problems.READ.nist().get(name.replaceAll(",.*", ""));
        double[] start = Problems.READ.fits().get(name).start();
        LeastSquaresFit<Tensor> fit =
                new LevenbergMarquardt().tolerances(1e-14).fit(Problems.READ.residuals(name), Tensor.of(start));
        assertRelative(nist.parameters(), fit.parameters().toArray(), 1e-6, name);
        assertRelative(nist.errors(), fit.standardErrors().toArray(), 1e-6, name);
        assertEquals(nist.squares(), fit.sumOfSquares(), 1e-10 * nist.squares(), name);
        int freedom = nist.x().length - nist.parameters().length;
        assertEquals(nist.squares() / freedom, fit.residualVariance(), 1e-10 * nist.squares(), name);
    }

    private static void assertRelative(double[] expected, double[] actual, double tolerance, String name) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * Math.abs(expected[i]), name + ", parameter " + i);
        }
    }
}
