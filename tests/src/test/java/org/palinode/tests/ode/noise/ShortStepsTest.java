package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.StackedPaths;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** A step shorter than a cell of the tree has not the law of the path: it is refused before a solve, or ends it, whatever made it so short. */
class ShortStepsTest {
    private static final RandomKey KEY = RandomKey.of(11);

    /** Its cells have the length 1/32. */
    private static final VirtualBrownianTree<Tensor> COARSE = VirtualBrownianTree.of(KEY, 0, 2, 0.05, 1);

    private static final PIDController PID = new PIDController(0, 0.2).withDtmin(0.1);

    private static Term<Tensor, Void> driven(BrownianPath<Tensor> path) {
        return new ODETerm<Tensor, Void>((t, y, args) -> y.negate())
                .plus(Diffusion.<Tensor, Void>general((t, y, args) -> y.cos().reshape(1, 1), path));
    }

    private static Solution<Tensor> solve(Solver solver, double t1, SolveOptions options) {
        return diffeqsolve(driven(COARSE), solver, 0, t1, Tensor.of(1), null, options.throwing(false));
    }

    private static SolveOptions steps(double dt0, StepSizeController controller) {
        return SolveOptions.standard().dt0(dt0).controller(controller);
    }

    private static void isTooShort(double at, Solution<Tensor> solution) {
        assertEquals(Result.STEP_TOO_SMALL_FOR_PATH, solution.outcome().result());
        assertEquals(at, solution.outcome().t(), 1e-12); // a few roundings
        assertTrue(solution.outcome().h() < 1.0 / 16); // twice a cell, for halves
        String text = solution.explain();
        assertTrue(text.contains("a step became too short for the Brownian path"), text);
        assertTrue(text.contains("the step that was tried is"), text);
    }

    private static void isRefused(SolveOptions options) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> solve(new Heun(), 1, options));
        assertTrue(refusal.getMessage().contains("must not exceed the shortest step"), refusal.getMessage());
    }

    @Test
    void stepsThatAreKnownBeforeAreRefusedBefore() {
        isRefused(SolveOptions.standard().dt0(0.04));
        isRefused(SolveOptions.standard().controller(new StepTo(0, 0.5, 0.54, 1)));
        isRefused(steps(0.1, new PIDController(0, 0.1)));
        isRefused(steps(0.1, new PIDController(0, 0.1).withDtmin(0.04)));
        isRefused(steps(0.1, new ClipStepSizeController(new PIDController(0, 0.1)).stepTs(0.5)));
        assertThrows(
                IllegalArgumentException.class,
                () -> solve(new HalfSolver(new Heun()), 1, steps(0.08, PID.withDtmin(0.08))));
        assertEquals(
                Result.SUCCESSFUL,
                solve(new Heun(), 1, SolveOptions.standard().dt0(0.05))
                        .outcome()
                        .result());
        assertEquals(
                Result.SUCCESSFUL,
                solve(new Heun(), 1, steps(0.1, PID)).outcome().result());
    }

    /** Two neighbouring ends that are to be met and have no cell between. */
    @Test
    void endsThatAreTooCloseEndASolve() {
        var clip = new ClipStepSizeController(PID);
        isTooShort(0.5, solve(new Heun(), 1, steps(0.1, clip.stepTs(0.5, 0.52))));
        isTooShort(0.5, solve(new Heun(), 1, steps(0.1, clip.jumpTs(0.5, 0.52))));
        isTooShort(0.5, solve(new Heun(), 1, steps(0.1, clip.stepTs(0.5).jumpTs(0.52))));
        isTooShort(0.99, solve(new Heun(), 1, steps(0.1, clip.stepTs(0.99))));
        isTooShort(
                0.5,
                solve(
                        new HalfSolver(new Heun()),
                        1,
                        steps(0.2, new ClipStepSizeController(PID.withDtmin(0.2)).stepTs(0.5, 0.55))));
        isTooShort(0.5, solve(new Heun(), 1, steps(0.1, new ConstantStepSize().jumpTs(0.5, 0.52))));
        isTooShort(
                0.5, solve(new Heun(), 1, SolveOptions.standard().controller(new StepTo(0, 0.5, 1).jumpTs(0.5, 0.52))));
        double few = 3 * Math.ulp(0.5);
        isTooShort(0.5, solve(new Heun(), 1, steps(0.1, new ConstantStepSize().jumpTs(0.5, 0.5 + few))));
        isTooShort(0, solve(new Heun(), 1, steps(0.1, new ConstantStepSize().jumpTs(few))));
        var saved = SaveAt.ts(0.5, 0.52).stepAtTs();
        isTooShort(0.5, solve(new Heun(), 1, SolveOptions.standard().dt0(0.1).saveAt(saved)));
        isTooShort(0.5, solve(new Heun(), 1, steps(0.1, PID).saveAt(saved)));
        isTooShort(0.5, solve(new Heun(), 1, steps(0.1, PID).saveAt(SaveAt.subs(SubSaveAt.of(saved)))));
    }

    /** Constant steps from t0 may leave less before t1 than a step; what follows is back in time. */
    @Test
    void whatIsLeftBeforeT1MayBeTooShort() {
        isTooShort(0.1, solve(new Heun(), 0.101, SolveOptions.standard().dt0(0.1)));
        var back = diffeqsolve(
                driven(COARSE),
                new Heun(),
                1,
                1 - 0.101,
                Tensor.of(1),
                null,
                SolveOptions.standard().dt0(-0.1).throwing(false));
        assertEquals(Result.STEP_TOO_SMALL_FOR_PATH, back.outcome().result());
    }

    /** Where there is a choice no step is left that is too short: jumps, times and t1 next to where steps would have ended. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-13, 1e-4, 0.01, 0.03})
    void stepsKeepAwayFromWhereTheyMustEnd(double distance) {
        var clip = new ClipStepSizeController(PID);
        for (double side : new double[] {-distance, distance}) {
            double[] near = {0.5 + side, 0.8 + side};
            for (SolveOptions options : List.of(
                    steps(0.1, clip.stepTs(near)),
                    steps(0.1, clip.jumpTs(near)),
                    steps(0.1, new ConstantStepSize().jumpTs(near)),
                    SolveOptions.standard().controller(new StepTo(0, 0.5, 0.8, 1).jumpTs(near)),
                    SolveOptions.standard().dt0(0.1).saveAt(SaveAt.ts(near).stepAtTs()),
                    steps(0.1, PID).saveAt(SaveAt.ts(near).stepAtTs()))) {
                var solution = solve(new Heun(), 1, options);
                assertEquals(Result.SUCCESSFUL, solution.outcome().result(), options + " " + side);
                double[] times = solution.stepTimes();
                for (double end : near) {
                    assertTrue(Arrays.stream(times).anyMatch(t -> Math.abs(t - end) < 1e-9), Arrays.toString(times));
                }
                for (int i = 1; i < times.length; i++) {
                    assertTrue(times[i] - times[i - 1] > 1.0 / 32 - 1e-9, Arrays.toString(times));
                }
            }
        }
        assertEquals(
                Result.SUCCESSFUL,
                solve(new Heun(), 0.1 + distance, steps(0.1, PID)).outcome().result());
    }

    /** Decreases and rejected ends: many paths and tolerances, of which some lead to steps as short as may be. */
    @Test
    void noStepIsShorterThanACell() {
        int rejected = 0;
        for (int seed = 0; seed < 40; seed++) {
            var path = VirtualBrownianTree.of(RandomKey.of(seed), 0, 2, 0.05, 1);
            var options = steps(0.4, new PIDController(0, 0.05).withDtmin(0.05 + 0.002 * seed))
                    .throwing(false);
            var solution = diffeqsolve(driven(path), new Heun(), 0, 2, Tensor.of(1), null, options);
            double[] times = solution.stepTimes();
            rejected += solution.outcome().rejected();
            for (int i = 1; i < times.length; i++) {
                assertTrue(times[i] - times[i - 1] > 1.0 / 32 - 1e-9, Arrays.toString(times));
            }
            boolean isSmallEnough = 0.05 + 0.002 * seed >= 2.0 / 32;
            if (isSmallEnough) {
                assertEquals(Result.SUCCESSFUL, solution.outcome().result(), "seed " + seed);
            }
        }
        assertTrue(rejected > 100, rejected + " rejected");
    }

    /** A rejected step that has no room for two cannot be divided. */
    @Test
    void aRejectedStepOfLessThanTwoCellsEndsASolve() {
        var strict = new PIDController(0, 1e-9).withDtmin(0.05);
        isTooShort(0.05, solve(new Heun(), 1, steps(0.06, strict)));
        var skipping = new ClipStepSizeController(strict).allowSkipping();
        assertEquals(
                Result.SUCCESSFUL,
                solve(new Heun(), 1, steps(0.06, skipping)).outcome().result());
    }

    /** A controller that takes shorter steps than it said; what a path is asked for decides. */
    @Test
    void controllersThatGoBelowTheirBoundAreHeldToThePath() {
        var halving = new StepSizeController() {
            @Override
            public StepSizes begin(Span span) {
                return new StepSizes() {
                    private double size = 0.5;
                    private double end = span.t0() + size;

                    @Override
                    public double firstEnd() {
                        return end;
                    }

                    @Override
                    public Verdict judge(double start, double reached, double error) {
                        size /= 2;
                        end = reached + size;
                        return Verdict.ACCEPT;
                    }

                    @Override
                    public double nextEnd() {
                        return end;
                    }
                };
            }

            @Override
            public double shortestStep(OptionalDouble dt0) {
                return 0.1;
            }
        };
        // 1/32 is a cell, and what comes after is less
        isTooShort(1 - 1.0 / 32, solve(new Heun(), 1, SolveOptions.standard().controller(halving)));
    }

    /** An event that is found next to an end of its step is at the distance of a cell, or at the end. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2001, 0.21, 0.25, 0.29, 0.2999})
    void eventsKeepAwayFromTheEndsOfTheirSteps(double when) {
        Event<Tensor, Void> passes =
                Event.<Tensor, Void>when((t, y, args) -> t.minus(when)).continuing();
        for (StepSizeController controller :
                List.of(new ConstantStepSize(), new StepTo(0, 0.1, 0.2, 0.3, 0.4), PID.withDtmax(0.1))) {
            SolveOptions options =
                    SolveOptions.standard().controller(controller).events(passes);
            options = controller instanceof StepTo ? options : options.dt0(0.1);
            var solution = solve(new Heun(), 0.4, options);
            assertEquals(Result.SUCCESSFUL, solution.outcome().result(), controller + "");
            assertEquals(1, solution.events().size());
            assertEquals(when, solution.events().get(0).t().item(), 1.0 / 32);
            double[] times = solution.stepTimes();
            for (int i = 1; i < times.length; i++) {
                assertTrue(times[i] - times[i - 1] > 1.0 / 32 - 1e-9, Arrays.toString(times));
            }
        }
    }

    /** Steps back of its own, from one saved time to the one before. */
    @Test
    void aBackwardSolveOfItsOwnIsHeldToItToo() {
        var options = SolveOptions.standard().dt0(0.1).adjoint(new BacksolveAdjoint());
        var close = options.saveAt(SaveAt.ts(0.5, 0.51));
        var failure = assertThrows(GradientException.class, () -> gradient(close));
        assertTrue(
                failure.getMessage().contains("a step became too short for the Brownian path"), failure.getMessage());
        assertTrue(Double.isFinite(gradient(options.saveAt(SaveAt.ts(0.4, 0.6)))));
    }

    private static double gradient(SolveOptions options) {
        Function<Tensor, Tensor> loss = y0 -> diffeqsolve(driven(COARSE), new Heun(), 0, 1, y0, null, options)
                .ys()
                .sum();
        return grad(loss).apply(Tensor.of(1.0)).item();
    }

    /** Batches are as coarse as the coarsest of their paths; independent increments know any step. */
    @Test
    void pathsTellTheirShortestIntervals() {
        assertEquals(1.0 / 32, COARSE.shortestInterval());
        assertEquals(1.0 / 32, StackedPaths.antithetic(COARSE).shortestInterval());
        var fine = VirtualBrownianTree.of(KEY.fold(1), 0, 2, 1e-3, 1);
        assertEquals(1.0 / 32, new StackedPaths(List.of(fine, COARSE)).shortestInterval());
        var independent = IndependentIncrements.of(KEY, 1);
        assertEquals(0, independent.shortestInterval());
        var options = SolveOptions.standard()
                .dt0(0.1)
                .saveAt(SaveAt.ts(0.5, 0.5 + 1e-9).stepAtTs());
        double[] ys = diffeqsolve(driven(independent), new Heun(), 0, 1, Tensor.of(1), null, options)
                .ys()
                .toArray();
        assertArrayEquals(new double[] {ys[0], ys[0]}, ys, 1e-3); // √1e-9 times some
    }
}
