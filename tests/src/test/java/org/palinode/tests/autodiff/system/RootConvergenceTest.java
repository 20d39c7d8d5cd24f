package org.palinode.tests.autodiff.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.NoRootException;
import org.palinode.autodiff.root.Root;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.autodiff.root.Tolerances;
import org.palinode.autodiff.tensor.Tensor;

/** When an iteration has come to its end, and what is said where it has not. */
class RootConvergenceTest {
    private static final double ROOT = 0.75;

    private static RootStatus status(Root root) {
        return RootStatus.of(root.status().item());
    }

    private static Root veryChord(RootFinder finder, UnaryOperator<Tensor> residual, Tensor guess, double... matrix) {
        Factors diagonal = Factors.of(MatrixStructure.diagonal(), Tensor.of(new double[][] {matrix}));
        return finder.structure(MatrixStructure.diagonal()).find(residual, guess, guess.zerosLike(), diagonal);
    }

    /** x − ROOT, of which each increment leaves the part {@code rate}. */
    private static Root atRate(double rate, RootFinder finder) {
        return veryChord(finder, x -> x.minus(ROOT), Tensor.of(1.75), 1 / (1 - rate));
    }

    /** The increments are those of a geometric series, whose rest is known. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, -0.3, 0.5, 0.8, -0.9, 0.95})
    void whatIsLeftIsWithinKappaAndNoIterationIsWasted(double rate) {
        RootFinder finder = RootFinder.veryChord().tolerances(0, 1e-6).maxIterations(500);
        Root root = atRate(rate, finder);
        assertEquals(RootStatus.CONVERGED, status(root));
        double kappa = 1e-2 * 1e-6;
        assertTrue(
                Math.abs(root.value().item() - ROOT) <= kappa,
                "off by " + (root.value().item() - ROOT));
        int evaluations = 2;
        while (Math.abs(1 - rate) * Math.pow(Math.abs(rate), evaluations) / (1 - Math.abs(rate)) > kappa) {
            evaluations++;
        }
        assertEquals(evaluations, root.evaluations().item());
    }

    @Test
    void anIterationThatCannotComeToItsEndInTimeIsLeftEarly() {
        Root slow = atRate(0.9, RootFinder.veryChord().tolerances(0, 1e-6)); // 0.9¹⁰ of 1 is not 1e-8
        assertEquals(RootStatus.MAX_ITERATIONS, status(slow));
        assertEquals(3, slow.evaluations().item());
        Root growing = atRate(-1.5, RootFinder.veryChord().tolerances(0, 1e-6));
        assertEquals(RootStatus.DIVERGED, status(growing));
        assertEquals(3, growing.evaluations().item());
    }

    /** The stage of a step of 1 of y' = 1/y: with the slope at y0 every increment is as small as y0, and the root is as far as 1/y0. */
    @ParameterizedTest
    @CsvSource({"1e-3, MAX", "1e-4, RMS", "1e-4, MAX", "1e-6, MAX", "1e-8, RMS", "1e-12, MAX", "1e-15, RMS"})
    void smallIncrementsOfALargeMatrixAreNoConvergence(double y0, Tolerances.Norm norm) {
        RootFinder finder = RootFinder.veryChord().tolerances(new Tolerances(1e-3, 1e-6, norm));
        UnaryOperator<Tensor> stage = k -> k.minus(k.times(0.4).plus(y0).power(-1));
        double large = 1 + 0.4 / (y0 * y0);
        assertNotEquals(RootStatus.CONVERGED, status(veryChord(finder, stage, Tensor.of(1 / y0), large)));
    }

    /** The norm of all increments falls as the others converge, in one iteration or in several. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-4, 1e-6, 1e-8, 1e-12})
    void noConvergenceHidesBehindThatOfOthers(double y0) {
        UnaryOperator<Tensor> beside = x -> {
            Tensor k = x.get(0);
            Tensor other = x.get(1);
            return Tensor.stack(
                    k.minus(k.times(0.4).plus(y0).power(-1)),
                    other.minus(1),
                    x.get(2).minus(x.get(2).cos()));
        };
        Tensor guess = Tensor.of(1 / y0, 0, 0.7);
        double large = 1 + 0.4 / (y0 * y0);
        for (Tolerances.Norm norm : Tolerances.Norm.values()) {
            RootFinder finder = RootFinder.veryChord().tolerances(new Tolerances(1e-3, 1e-6, norm));
            assertNotEquals(RootStatus.CONVERGED, status(veryChord(finder, beside, guess, large, 1, 1.7)));
        }
    }

    /**
     * A stiff stage at its root to rounding: increments are noise, of any ratio. The slopes are those of the matrix to one part in a thousand;
     * rounding of x + b makes residuals of 1e-16 times the stiffness.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e3, 1e6, 1e9, 1e12})
    void roundingIsNoDivergence(double stiffness) {
        double b = 0.1;
        UnaryOperator<Tensor> stage = x -> x.plus(x.plus(b).minus(0.4).times(stiffness * 1.001));
        double root = 0.3 * stiffness * 1.001 / (1 + stiffness * 1.001);
        for (double rtol : new double[] {1e-6, 1e-10, 1e-13}) {
            RootFinder finder = RootFinder.veryChord().tolerances(rtol, rtol * 1e-3);
            for (int ulps = -3; ulps <= 3; ulps++) {
                Tensor guess = Tensor.of(root + ulps * Math.ulp(root));
                Root found = veryChord(finder, stage, guess, 1 + stiffness);
                assertEquals(RootStatus.CONVERGED, status(found), rtol + " from " + ulps + " ulp");
                assertEquals(root, found.value().item(), 4 * rtol); // and not moved away
            }
        }
    }

    @Test
    void soItIsInSinglePrecision() {
        RootFinder finder = RootFinder.chord().tolerances(1e-6, 1e-6).maxIterations(40); // 1e-6 is 16 ulp
        for (int i = 0; i < 50; i++) {
            Tensor p = Tensor.of(0.5 + 0.01 * i, -0.4).cast(DType.FLOAT32);
            Root found = finder.find(x -> x.plus(x.sin().times(30)).minus(p.times(30)), p.times(1.01));
            assertEquals(RootStatus.CONVERGED, status(found), "from " + p);
        }
    }

    @Test
    void componentsThatAreZeroAndTolerateNothingAreThere() {
        RootFinder finder = RootFinder.chord().tolerances(1e-8, 0);
        Root root = finder.find(x -> x.minus(Tensor.of(0, 2)), Tensor.of(0, 1));
        assertEquals(RootStatus.CONVERGED, status(root));
        assertEquals(2, root.value().get(1).item());
    }

    private static void refused(String text, RootStatus status, double residual, Root root) {
        assertEquals(status, status(root));
        NoRootException refusal = assertThrows(NoRootException.class, root::value);
        assertEquals(text, refusal.getMessage());
        assertEquals(status, refusal.status());
        assertEquals(residual, refusal.residual());
    }

    @Test
    void aRootThatIsNotThereIsNotHandedOut() {
        RootFinder newton = RootFinder.newton().tolerances(1e-8, 1e-8).maxIterations(20);
        String name =
                "RootFinder[NEWTON, Tolerances[rtol=1.0E-8, atol=1.0E-8, norm=MAX], maxIterations=20] found no root: ";
        Tensor one = Tensor.of(1.0);
        refused(
                name
                        + "SINGULAR after 1 evaluations, residual 2.0; the matrix of its linear solves is singular; start elsewhere,"
                        + " or state the equations so that their Jacobian is regular",
                RootStatus.SINGULAR,
                2,
                newton.find(x -> x.square().plus(1), one)); // to 0, where the slope is 0
        refused(
                name
                        + "SINGULAR after 0 evaluations, residual NaN; the matrix of its linear solves is not finite; start where"
                        + " the equations have a Jacobian, and check the parameters",
                RootStatus.SINGULAR,
                Double.NaN,
                newton.find(x -> x.sqrt().minus(1), Tensor.of(0.0)));
        refused(
                name
                        + "DIVERGED after 2 evaluations, residual NaN; the residual is not finite there; start where it is, and"
                        + " check the parameters",
                RootStatus.DIVERGED,
                Double.NaN,
                newton.find(x -> x.log(), Tensor.of(20.0)));
        RootFinder chord = RootFinder.chord().tolerances(1e-8, 1e-8);
        String chordName = "RootFinder[CHORD, Tolerances[rtol=1.0E-8, atol=1.0E-8, norm=MAX]] found no root: ";
        refused(
                chordName
                        + "DIVERGED after 2 evaluations, residual 3.515625; the increments do not shrink; start nearer to the root,"
                        + " or use Newton's method",
                RootStatus.DIVERGED,
                3.515625,
                chord.find(x -> x.square().minus(1), Tensor.of(0.25))); // to 2.125, by the slope 0.5 there
    }

    @Test
    void slownessIsNamed() {
        Root slow = atRate(0.9, RootFinder.veryChord().tolerances(0, 1e-6));
        NoRootException refusal = assertThrows(NoRootException.class, slow::value);
        assertTrue(
                refusal.getMessage()
                        .endsWith(
                                "; the increments shrink too slowly for 10 iterations; allow more (maxIterations), start nearer"
                                        + " to the root, or use Newton's method"),
                refusal.getMessage());
    }

    /** In a program there is nothing to throw before it runs; what is not read is not asked for. */
    @Test
    void compiledProgramsThrowWhereTheyRun() {
        RootFinder newton = RootFinder.newton().tolerances(1e-10, 1e-10);
        UnaryOperator<Tensor> root =
                p -> newton.find(x -> x.square().minus(p), p.onesLike()).value();
        Function<Tensor, Tensor> compiled = Autodiff.compile(root);
        assertEquals(3, compiled.apply(Tensor.of(9.0)).item(), 1e-9);
        assertThrows(NoRootException.class, () -> compiled.apply(Tensor.of(-9.0)));
        assertThrows(
                NoRootException.class,
                () -> Autodiff.grad((Tensor p) -> root.apply(p).sum()).apply(Tensor.of(-9.0)));
        Function<Tensor, Tensor> asked = Autodiff.compile((Tensor p) ->
                newton.find(x -> x.square().minus(p), p.onesLike()).status());
        assertTrue(List.of(1.0, 2.0).contains(asked.apply(Tensor.of(-9.0)).item()));
    }
}
