package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.ALIGN;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/** What would be another equation, or another law, than the one that was meant is refused. */
class NoiseRefusalTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.1);

    private static VirtualBrownianTree<Tensor> path(int... dims) {
        return VirtualBrownianTree.of(KEY, 0, 1, 0.01, dims).with(LevyArea.SPACE_TIME);
    }

    private static Diffusion<Tensor, Void> diagonal(VirtualBrownianTree<Tensor> path) {
        return Diffusion.diagonal((t, y, args) -> y, path);
    }

    private static void refuses(String text, Term<Tensor, Void> term, Solver solver) {
        refuses(text, () -> diffeqsolve(term, solver, 0, 1, Tensor.of(1, 2, 3), null, STEPS));
    }

    private static void refuses(String text, Runnable work) {
        var refusal = assertThrows(IllegalArgumentException.class, work::run, text);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    /** ItoMilstein and the conversion would take one product with the Jacobian for all columns. */
    @Test
    void onlyADiagonalDiffusionIsStrictlySo() {
        var general = Diffusion.<Tensor, Void>general((t, y, args) -> Tensor.ones(3, 2), path(2));
        refuses("only a diagonal diffusion can be strictly so", general::strictly);
        assertEquals("DIAGONAL", diagonal(path(3)).strictly().kind().name());
    }

    /** A number that moves with another one anywhere: with its neighbour, with the last, at y = 0 where products have no slope, weakly, and in small units. */
    @Test
    void strictlyIsLookedAtWhereASolveBegins() {
        Tensor weak = Tensor.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {1e-6, 0, 1}});
        Tensor units = Tensor.of(1e-11, 1, 1e11);
        List<UnaryOperator<Tensor>> mixing = List.of(
                y -> y.roll(0, 1),
                y -> y.times(y.roll(0, 1)),
                y -> y.plus(y.get(2)),
                y -> y.minus(y.mean()),
                weak::matmul,
                y -> y.cumsum(0));
        for (UnaryOperator<Tensor> g : mixing) {
            assertMixes(g, Tensor.of(1, -2, 3));
            assertMixes(g, Tensor.zeros(3));
        }
        assertMixes(y -> y.dividedBy(units).roll(0, 1).sin().times(units), units);
        var last = assertThrows(IllegalArgumentException.class, () -> solveStrictly(weak::matmul, Tensor.ones(3)));
        assertTrue(last.getMessage().contains("but number 2 of this one changes with others"), last.getMessage());
        // the second of two noises, in single precision
        Tensor y0 = Tensor.of(1, -2, 3).cast(DType.FLOAT32);
        var second = VirtualBrownianTree.of(KEY.fold(1), 0, 1, 0.01, 3);
        Term<Tensor, Void> two = diagonal(path(3))
                .strictly()
                .plus(Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.flip(0), second)
                        .strictly());
        assertThrows(IllegalArgumentException.class, () -> diffeqsolve(two, new Heun(), 0, 1, y0, null, STEPS));
    }

    private static void assertMixes(UnaryOperator<Tensor> g, Tensor y0) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> solveStrictly(g, y0));
        assertTrue(refusal.getMessage().startsWith("strictly() promises that each number"), refusal.getMessage());
    }

    /** Functions of each number by itself are not refused: constant ones, kinks, infinite slopes, coefficients of their own, through matrices, at 127 sizes. */
    @Test
    void whatIsStrictlyDiagonalIsLetThrough() {
        Tensor own = Tensor.of(0.3, -1, 1e-9);
        List<UnaryOperator<Tensor>> diagonal = List.of(
                y -> y.times(own.cast(y.dtype())),
                y -> y.sin().square().plus(y.cos().square()),
                y -> y.onesLike(),
                y -> y.abs().sqrt(),
                y -> y.relu().plus(y.abs()),
                y -> y.square().plus(1e8).minus(y.square()),
                y -> Tensor.eye(3).times(0.5).cast(y.dtype()).matmul(y),
                y -> Tensor.concatenate(0, y.slice(0, 1, 3), y.slice(0, 0, 1))
                        .roll(0, 1)
                        .tanh());
        for (UnaryOperator<Tensor> g : diagonal) {
            for (Tensor y0 : List.of(Tensor.of(1, -2, 3), Tensor.zeros(3), Tensor.of(1e-11, 1, 1e11))) {
                solveStrictly(g, y0);
                solveStrictly(g, y0.cast(DType.FLOAT32));
            }
        }
        Tensor many = Tensor.arange(127).minus(60).times(0.1);
        for (int shift : new int[] {1, 2, 16, 63, 64}) {
            assertMixes(y -> y.roll(0, shift), many);
        }
        assertMixes(y -> y.softmax(0), many.cast(DType.FLOAT32));
        solveStrictly(y -> y.softplus().times(many), many);
    }

    private static void solveStrictly(UnaryOperator<Tensor> g, Tensor y0) {
        Diffusion<Tensor, Void> noise =
                Diffusion.diagonal((t, y, args) -> g.apply(y).times(1e-3), path(y0.size()));
        diffeqsolve(
                noise.strictly(),
                new Heun(),
                0,
                1,
                y0,
                null,
                SolveOptions.standard().dt0(1));
    }

    @Test
    void noisesOfOneKeyAreRefused() {
        refuses("two noises of a term have the key", diagonal(path(3)).plus(diagonal(path(3))), new Heun());
        var other = VirtualBrownianTree.of(KEY.fold(1), 0, 1, 0.01, 3);
        diffeqsolve(diagonal(path(3)).plus(diagonal(other)), new Heun(), 0, 1, Tensor.ones(3), null, STEPS);
    }

    @Test
    void aProductThatIsNotLinearIsRefused() {
        refuses(
                "must be linear in v",
                Diffusion.product((t, y, v, args) -> y.times(v).times(v), path(3)),
                new Heun());
        refuses("must be linear in v", Diffusion.product((t, y, v, args) -> y.plus(v), path(3)), new Heun());
        Term<Tensor, Void> linear = Diffusion.product((t, y, v, args) -> y.times(v.sum()), path(40));
        Tensor y0 = Tensor.of(1e-11, 1, 1e11);
        diffeqsolve(linear, new Heun(), 0, 1, y0, null, STEPS);
        diffeqsolve(linear, new Heun(), 0, 1, y0.cast(DType.FLOAT32), null, STEPS);
    }

    /** The middle of a step and one of its ends in one cell have not the law of the path. */
    @Test
    void halvesOfStepsAreNoShorterThanTheTolerance() {
        var coarse = VirtualBrownianTree.of(KEY, 0, 1, 0.09, 3);
        refuses("the shortest step, which is 0.05", diagonal(coarse), new HalfSolver(new Heun()));
    }

    @Test
    void constantsAndGradientsOfALangevinTermFitItsState() {
        refuses("gamma of a LangevinTerm must have the shape of x, [3]", langevin(Tensor.ones(2), x -> x));
        refuses("the gradient of a LangevinTerm must be of the size of x", langevin(Tensor.scalar(1), x -> x.get(0)));
        langevin(Tensor.scalar(1), x -> x).run();
    }

    private static Runnable langevin(Tensor gamma, Function<Tensor, Tensor> gradient) {
        var term = new LangevinTerm<Tensor, Void>(gamma, Tensor.scalar(1), (x, args) -> gradient.apply(x), path(3));
        var start = new Pair<>(Tensor.ones(3), Tensor.zeros(3));
        return () -> diffeqsolve(term, new ALIGN(), 0, 1, start, null, STEPS);
    }

    /** Its time moves with a path that has no derivative. */
    @Test
    void gradientsThroughAnEventThatIsSearchedForAreRefused() {
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, y, args) -> y.negate()).plus(diagonal(path(1)));
        Event<Tensor, Void> searched = Event.when((t, y, args) -> y.get(0).minus(0.7));
        Event<Tensor, Void> found = Event.whenTrue((t, y, args) -> y.get(0).less(0.7));
        var refusal = assertThrows(
                GradientException.class, () -> grad(endOf(term, searched)).apply(Tensor.of(1.0)));
        assertTrue(refusal.getMessage().contains("an event that is searched for has no derivative"));
        assertEquals(0.7, endOf(term, searched).apply(Tensor.of(1.0)).item(), 1e-6); // the search's own tolerance
        assertTrue(grad(endOf(term, found)).apply(Tensor.of(1.0)).item() > 0.1);
    }

    private static Function<Tensor, Tensor> endOf(Term<Tensor, Void> term, Event<Tensor, Void> event) {
        return y0 -> diffeqsolve(term, new Heun(), 0, 1, y0, null, STEPS.events(event))
                .y1()
                .sum();
    }
}
