package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/** W that a solve heard, beside its values: for dy = dW both are the same. */
class NoiseBesideTheSolutionTest {
    private static final RandomKey KEY = RandomKey.of(41);
    private static final Tensor Y0 = Tensor.of(1, -2, 0.5);
    private static final VirtualBrownianTree<Tensor> TREE = VirtualBrownianTree.of(KEY, 0, 2, 1e-4, 3);
    /** Sums of some hundred numbers of size 1 in two orders. */
    private static final double ROUNDING = 1e-13;

    private static Diffusion<Tensor, Void> noise(BrownianPath<Tensor> path) {
        return Diffusion.additive((t, args) -> Tensor.eye(3), path);
    }

    private static void assertHeard(
            BrownianPath<Tensor> path, Solver solver, double t0, double t1, SolveOptions options) {
        Solution<Tensor> solution = diffeqsolve(noise(path), solver, t0, t1, Y0, null, options);
        Tensor w = solution.noise(path);
        assertArrayEquals(solution.ys().minus(Y0).toArray(), w.toArray(), ROUNDING);
        assertTrue(w.get(-1).abs().min().item() > 1e-3);
    }

    @Test
    void theSolutionOfPureNoiseIsTheNoiseWhateverTheSteps() {
        SolveOptions steps = SolveOptions.standard().saveAt(SaveAt.t0().andSteps());
        var pid = new ClipStepSizeController(new PIDController(1e-3, 1e-3).withDtmin(1e-3)).jumpTs(0.5, 0.75);
        assertHeard(TREE, new Heun(), 0, 1, steps.dt0(0.01));
        assertHeard(TREE, new Heun(), 1.9, 0.3, steps.dt0(-0.01));
        assertHeard(TREE, new Heun(), 0.1, 2, steps.dt0(0.1).controller(pid));
        assertHeard(TREE, new HalfSolver(new Heun()), 0, 1, steps.controller(new StepTo(0, 0.3, 0.35, 0.9, 1)));
        BrownianPath<Tensor> increments = IndependentIncrements.of(KEY, 3);
        assertHeard(increments, new Heun(), 0, 1, steps.dt0(0.01));
        assertHeard(increments, new HalfSolver(new Heun()), 1, 0, steps.dt0(-0.03));
        assertHeard(
                increments,
                new Heun(),
                0,
                1,
                steps.dt0(0.01).saveAt(SaveAt.ts(0.07, 0.3, 0.6).andT1()));
    }

    @Test
    void incrementsThatAreGivenAreReadBack() {
        double[] times = {0, 0.5, 0.7, 1};
        double[][] w = {{0.1, 0.2, -0.3}, {1, 0, 2}, {0.4, -0.5, 0.6}};
        var path = GivenIncrements.of(times, w);
        Solution<Tensor> solution = diffeqsolve(
                noise(path), new Heun(), 0, 1, Y0, null, SolveOptions.standard().controller(new StepTo(0, 0.7, 1)));
        assertArrayEquals(
                new double[] {1.5, -0.3, 2.3, 0, 0, 0, 1.1, 0.2, 1.7},
                solution.noise(path, 1, 0, 0.7).toArray(),
                1e-15);
    }

    /** A path is a value: one that is made again is the same. */
    @Test
    void aPathThatIsMadeAgainIsTheSame() {
        var again = VirtualBrownianTree.of(RandomKey.of(41), 0, 2, 1e-4, 3);
        Solution<Tensor> solution = diffeqsolve(
                noise(TREE), new Heun(), 0, 1, Y0, null, SolveOptions.standard().dt0(0.25));
        assertArrayEquals(solution.noise(TREE).toArray(), solution.noise(again).toArray());
        assertEquals(TREE.hashCode(), again.hashCode());
        assertEquals(IndependentIncrements.of(KEY, 3), IndependentIncrements.of(KEY, 3));
        assertEquals(
                TREE.with(LevyArea.SPACE_TIME).fold(1),
                again.with(LevyArea.SPACE_TIME).fold(1));
        double[] times = {0, 1};
        double[][] w = {{0.5}};
        assertEquals(GivenIncrements.of(times, w), GivenIncrements.of(times.clone(), new double[][] {{0.5}}));
        for (BrownianPath<?> other : List.of(
                VirtualBrownianTree.of(KEY.fold(0), 0, 2, 1e-4, 3),
                VirtualBrownianTree.of(KEY, -1, 2, 1e-4, 3),
                VirtualBrownianTree.of(KEY, 0, 3, 1e-4, 3),
                VirtualBrownianTree.of(KEY, 0, 2, 1e-3, 3),
                VirtualBrownianTree.of(KEY, 0, 2, 1e-4, 3, 1),
                TREE.with(LevyArea.SPACE_TIME),
                new VirtualBrownianTree<>(KEY, 0, 2, 1e-4, LevyArea.NONE, List.of(Tensor.zeros(3))),
                IndependentIncrements.of(KEY, 3))) {
            assertNotEquals(TREE, other);
        }
        assertNotEquals(GivenIncrements.of(times, w), GivenIncrements.of(times, new double[][] {{0.25}}));
        assertNotEquals(GivenIncrements.of(times, w), GivenIncrements.of(new double[] {0, 2}, w));
        refuses(
                "two noises of a term are driven by one path",
                () -> diffeqsolve(
                        Diffusion.<Tensor, Void>scalar((t, y, args) -> y, given(w))
                                .plus(Diffusion.scalar((t, y, args) -> y.sin(), given(w))),
                        new Heun(),
                        0,
                        1,
                        Y0,
                        null,
                        SolveOptions.standard().dt0(1)));
    }

    private static GivenIncrements<Tensor> given(double[][] w) {
        return new GivenIncrements<>(
                new double[] {0, 1}, w, new double[0][], new double[0][], LevyArea.NONE, Tensor.zeros());
    }

    /** The solution is interpolated there; the path is what it is. */
    @Test
    void insideOfStepsATreeIsThePathItself() {
        Solution<Tensor> solution = diffeqsolve(
                noise(TREE), new Heun(), 0, 1, Y0, null, SolveOptions.standard().dt0(0.25));
        double[] times = {0.1, 0.25, 0.4, 0.9};
        Tensor path = TREE.at(0, 0.1, 0.25, 0.4, 0.9).slice(0, 1, 5);
        assertArrayEquals(path.toArray(), solution.noise(TREE, times).toArray(), ROUNDING);
    }

    @Test
    void aPathThatIsKnownAtStepsAloneIsNotReadInside() {
        var path = IndependentIncrements.of(KEY, 3);
        Solution<Tensor> solution = diffeqsolve(
                noise(path), new Heun(), 0, 1, Y0, null, SolveOptions.standard().dt0(0.25));
        refuses(
                "known at the ends of steps alone, but t = 0.3 lies inside of the step from 0.25 to 0.5",
                () -> solution.noise(path, 0.3));
        refuses("t = 1.5 lies outside of the solve, which went from 0.0 to 1.0", () -> solution.noise(path, 1.5));
        refuses("t = -0.1 lies outside of the solve", () -> solution.noise(path, -0.1));
        refuses("no noise of this solve is driven by", () -> solution.noise(TREE));
        var quiet = new ODETerm<Tensor, Void>((t, y, args) -> y.negate());
        refuses(
                "no noise of this solve is driven by",
                () -> diffeqsolve(
                                quiet,
                                new Heun(),
                                0,
                                1,
                                Y0,
                                null,
                                SolveOptions.standard().dt0(0.1))
                        .noise(TREE));
    }

    /** Within a cell a tree fills in each value by itself: two of them would be too little alike. */
    @Test
    void timesWithinACellAreNotReadTogether() {
        var coarse = VirtualBrownianTree.of(KEY, 0, 1, 0.25, 3);
        refuses("no law for W at t = 0.1 and t = 0.2 together", () -> coarse.at(0, 0.5, 0.1, 0.2));
        assertEquals(3, coarse.at(0, 0.25, 0.25).shape().dim(0));
        Solution<Tensor> solution = diffeqsolve(
                noise(coarse),
                new Heun(),
                0,
                1,
                Y0,
                null,
                SolveOptions.standard().dt0(1));
        refuses("no law for W at t = 0.4 and t = 0.5 together", () -> solution.noise(coarse, 0.5, 0.4));
        refuses("no law for W at t = 0.0 and t = 0.1 together", () -> solution.noise(coarse, 0.1));
        refuses("no law for W at t = 0.9 and t = 1.0 together", () -> solution.noise(coarse, 0.9));
        assertEquals(2, solution.noise(coarse, 0.25, 0.5).shape().dim(0));
    }

    private static void refuses(String text, Runnable reading) {
        var refusal = assertThrows(IllegalArgumentException.class, reading::run);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    /** Two noises, of which one is a tree of tensors, and an event that ends the solve. */
    @Test
    void eachPathOfATermIsReadInItsShape() {
        var zero = new Pair<>(Tensor.zeros(2), Tensor.zeros());
        var pair = new VirtualBrownianTree<>(KEY.fold(0), 0, 2, 1e-3, LevyArea.NONE, zero);
        var single = VirtualBrownianTree.of(KEY.fold(1), 0, 2, 1e-3);
        Term<Pair<Tensor, Tensor>, Void> term = Diffusion.<Pair<Tensor, Tensor>, Void>diagonal(
                        (t, y, args) -> new Pair<>(Tensor.ones(2), Tensor.scalar(2)), pair)
                .plus(Diffusion.scalar((t, y, args) -> new Pair<>(Tensor.of(1, 0), Tensor.scalar(0)), single));
        Event<Pair<Tensor, Tensor>, Void> late = Event.whenTrue((t, y, args) -> t.greater(0.5));
        Solution<Pair<Tensor, Tensor>> solution = diffeqsolve(
                term,
                new Heun(),
                0,
                2,
                zero,
                null,
                SolveOptions.standard()
                        .dt0(0.02)
                        .saveAt(SaveAt.steps(3).andT1())
                        .events(late));
        Pair<Tensor, Tensor> w = solution.noise(pair);
        Tensor v = solution.noise(single);
        int rows = solution.ts().length;
        assertEquals(rows, v.size());
        assertArrayEquals(new int[] {rows, 2}, w.first().shape().dims());
        assertArrayEquals(solution.ys().second().toArray(), w.second().times(2).toArray(), ROUNDING);
        Tensor first = w.first().plus(Tensor.stack(1, v, v.zerosLike()));
        assertArrayEquals(solution.ys().first().toArray(), first.toArray(), ROUNDING);
        assertTrue(solution.ts()[rows - 1] < 0.6 && rows > 5);
    }

    @Test
    void severalOutputsNameTheirTimes() {
        SubSaveAt<Tensor, Void, Tensor> ends = SubSaveAt.of(SaveAt.steps(2));
        SubSaveAt<Tensor, Void, Tensor> first = SubSaveAt.of(SaveAt.t0());
        Solution<Tensor> solution = diffeqsolve(
                noise(TREE),
                new Heun(),
                0,
                1,
                Y0,
                null,
                SolveOptions.standard().dt0(0.1).saveAt(SaveAt.subs(ends, first)));
        var saved = solution.saved(ends);
        assertArrayEquals(
                saved.ys().minus(Y0).toArray(), solution.noise(TREE, saved.ts()).toArray(), ROUNDING);
        assertThrows(IllegalStateException.class, () -> solution.noise(TREE));
    }
}
