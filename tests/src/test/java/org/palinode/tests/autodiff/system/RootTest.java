package org.palinode.tests.autodiff.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.autodiff.support.Close.assertClose;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.Root;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.autodiff.root.Tolerances;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.Allocation;

/** Roots of equations, and their derivatives. */
class RootTest {
    static Stream<RootFinder> finders() {
        return Stream.of(RootFinder.newton(), RootFinder.chord(), RootFinder.veryChord())
                .map(finder -> finder.tolerances(1e-12, 1e-12).maxIterations(40));
    }

    /** x + sin(x reversed)/2 = p, a contraction around p. */
    private static UnaryOperator<Tensor> residual(Tensor p) {
        return x -> x.plus(Tensor.stack(x.get(1), x.get(0)).sin().times(0.5)).minus(p);
    }

    private static final Tensor P = Tensor.of(0.7, -0.4);

    @ParameterizedTest
    @MethodSource("finders")
    void theResidualOfARootIsNothing(RootFinder finder) {
        Root root = finder.find(residual(P), P);
        assertEquals(RootStatus.CONVERGED.code(), root.status().item());
        assertClose(Tensor.zeros(2), residual(P).apply(root.value()).concrete(), 1e-14);
        assertTrue(
                root.evaluations().item() <= 25,
                "evaluations: " + root.evaluations().item());
        double jacobians = root.jacobians().item();
        switch (finder.method()) {
            case NEWTON -> assertEquals(root.evaluations().item(), jacobians);
            case CHORD -> assertEquals(1, jacobians);
            case VERY_CHORD -> assertEquals(0, jacobians);
        }
    }

    @ParameterizedTest
    @MethodSource("finders")
    void derivativesOfARootAreExactToAnyOrder(RootFinder finder) {
        Function<Tensor, Tensor> loss =
                p -> finder.find(residual(p), P).value().cos().dot(Tensor.of(1, 2));
        Autodiff.checkGradients(loss, P);
    }

    @ParameterizedTest
    @MethodSource("finders")
    void theTransposedTangentIsTheCotangent(RootFinder finder) {
        Tensor direction = Tensor.of(0.3, -1.1);
        Tensor bar = Tensor.of(2.0, 0.6);
        Tangents tangents = new Tangents();
        Tensor moved = tangents.tangent(
                finder.find(residual(tangents.variable(P, direction)), P).value());
        Tape tape = new Tape();
        Tensor p = tape.variable(P);
        Tensor pulled = tape.pullBack(List.of(finder.find(residual(p), P).value()), List.of(bar), List.of(p))
                .get(0);
        assertEquals(moved.dot(bar).item(), pulled.dot(direction).item(), 1e-14);
    }

    /** dx/da = 1/(2x) for x² = a, whatever the guess, which has no gradient. */
    @Test
    void theGuessHasNoGradient() {
        RootFinder newton = RootFinder.newton().tolerances(1e-13, 1e-13).maxIterations(20);
        Function<List<Tensor>, Tensor> root = in ->
                newton.find(x -> x.square().minus(in.get(0)), in.get(1)).value().sum();
        List<Tensor> gradient = Autodiff.grad(root).apply(List.of(Tensor.of(2.0), Tensor.of(1.0)));
        assertEquals(0.5 / Math.sqrt(2), gradient.get(0).item(), 1e-13);
        assertEquals(0, gradient.get(1).item());
    }

    @Test
    void aRootOutsideTheStructureIsStillARoot() {
        for (MatrixStructure structure :
                List.of(MatrixStructure.banded(1, 1), MatrixStructure.blocks(2), MatrixStructure.dense())) {
            RootFinder finder = RootFinder.newton().tolerances(1e-12, 1e-12).structure(structure);
            Tensor root = finder.find(residual(P), P).value();
            assertClose(Tensor.zeros(2), residual(P).apply(root).concrete(), 1e-14);
        }
    }

    @Test
    void failuresHaveTheirOwnNumbers() {
        RootFinder newton = RootFinder.newton().tolerances(1e-12, 1e-12);
        Tensor one = Tensor.of(1.0);
        assertEquals(RootStatus.SINGULAR, status(newton.find(x -> x.times(0).plus(1), one)));
        assertEquals(
                RootStatus.MAX_ITERATIONS,
                status(newton.maxIterations(3).find(x -> x.square().plus(-1e9), one)));
        // Chord with the slope at 1 on a residual ten times steeper elsewhere: increments grow ninefold.
        UnaryOperator<Tensor> steeper =
                x -> x.minus(1).plus(x.minus(1).square().times(10)).plus(-30);
        assertEquals(
                RootStatus.DIVERGED,
                status(RootFinder.chord().tolerances(1e-12, 1e-12).find(steeper, one)));
        assertEquals(RootStatus.DIVERGED, status(newton.find(x -> x.log(), Tensor.of(20.0))));
    }

    private static RootStatus status(Root root) {
        return RootStatus.of(root.status().item());
    }

    @Test
    void normsMeasureTheSameIncrementsInTheirOwnWay() {
        RootFinder finder = RootFinder.chord().maxIterations(40);
        for (Tolerances.Norm norm : Tolerances.Norm.values()) {
            Root root = finder.tolerances(new Tolerances(1e-10, 1e-10, norm)).find(residual(P), P);
            assertClose(Tensor.zeros(2), residual(P).apply(root.value()).concrete(), 1e-11);
        }
    }

    @Test
    void singlePrecisionIsEnoughForARoot() {
        Tensor p = P.cast(DType.FLOAT32);
        Tensor root =
                RootFinder.newton().tolerances(1e-5, 1e-5).find(residual(p), p).value();
        assertEquals(DType.FLOAT32, root.dtype());
        assertClose(Tensor.zeros(2).cast(DType.FLOAT32), residual(p).apply(root).concrete(), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("finders")
    void aWarmSolveAllocatesNothing(RootFinder finder) {
        Program program = Program.traceClosed(List.of(P.type()), in -> {
            Root root = finder.find(residual(in.get(0)), in.get(0));
            return List.of(root.value(), root.status());
        });
        Plan plan = Plan.of(program).build();
        plan.input(0).copyFrom(P.buffer());
        assertEquals(0, Allocation.perRun(plan::run));
        assertEquals(0, plan.output(1).get(0));
    }

    @Test
    void whatCannotBeSolvedIsRefused() {
        var open = assertThrows(
                IllegalStateException.class, () -> RootFinder.newton().find(residual(P), P));
        assertEquals(
                "this root finder has no tolerances to solve to; give it some with tolerances(rtol, atol), or use it in a solve with"
                        + " an adaptive controller, whose tolerances it takes",
                open.getMessage());
        RootFinder newton = RootFinder.newton().tolerances(1e-3, 1e-3);
        var matrix = assertThrows(IllegalArgumentException.class, () -> newton.find(x -> x, Tensor.zeros(2, 2)));
        assertEquals("a root finder needs a vector [n] as guess, got f64[2, 2]; flatten it", matrix.getMessage());
        var few = assertThrows(IllegalArgumentException.class, () -> newton.find(Tensor::sum, P));
        assertEquals("a root of f64[2] needs a residual with as many equations, got [f64[]]", few.getMessage());
        var zero = assertThrows(IllegalArgumentException.class, () -> newton.tolerances(0, 0));
        assertEquals(
                "a root finder needs rtol >= 0 and atol >= 0, not both 0, got rtol = 0.0 and atol = 0.0",
                zero.getMessage());
        assertThrows(IllegalArgumentException.class, () -> newton.kappa(0));
        assertThrows(IllegalArgumentException.class, () -> newton.maxIterations(0));
    }

    @Test
    void aRootFinderNamesWhatIsNotUsual() {
        assertEquals("RootFinder[NEWTON]", RootFinder.newton().toString());
        assertEquals(
                "RootFinder[CHORD, Tolerances[rtol=1.0E-8, atol=1.0E-10, norm=MAX], kappa=0.5, maxIterations=3, Diagonal[]]",
                RootFinder.chord()
                        .tolerances(1e-8, 1e-10)
                        .kappa(0.5)
                        .maxIterations(3)
                        .structure(MatrixStructure.diagonal())
                        .toString());
    }
}
