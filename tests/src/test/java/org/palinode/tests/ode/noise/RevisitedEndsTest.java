package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.RejectedSteps;

/** A solve that has heard the noise at a time does not go by that time, unless it is allowed to. */
class RevisitedEndsTest {
    private static final VirtualBrownianTree<Tensor> PATH = VirtualBrownianTree.of(RandomKey.of(3), 0, 5, 1e-5, 2);
    private static final PIDController PID =
            new PIDController(0, 1e-2).withCoefficients(0.5, 0.8, 0).withDtmin(1.0 / 128);

    /** Two noises that do not commute. */
    private static Term<Tensor, Void> general() {
        return new ODETerm<Tensor, Void>((t, y, args) -> y.times(-0.2))
                .plus(Diffusion.general(
                        (t, y, args) -> Tensor.stack(
                                0,
                                Tensor.stack(y.get(1).sin().plus(1), y.get(0).times(0.3)),
                                Tensor.stack(y.get(0).cos(), y.get(1).times(0.2))),
                        PATH));
    }

    private static Set<Double> rejected(RejectedSteps noting, boolean isBack) {
        return noting.ends().stream().map(end -> isBack ? -end : end).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Double> ends(Solution<?> solution) {
        return Arrays.stream(solution.stepTimes()).boxed().collect(Collectors.toSet());
    }

    private static Solution<Tensor> solve(
            Term<Tensor, Void> term, Solver solver, StepSizeController controller, boolean isBack) {
        var options = SolveOptions.standard().controller(controller).saveAt(SaveAt.steps());
        Tensor y0 = Tensor.of(0.5, 0.3);
        return isBack
                ? diffeqsolve(term, solver, 5, 0, y0, null, options.dt0(-0.3))
                : diffeqsolve(term, solver, 0, 5, y0, null, options.dt0(0.3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyRejectedEndIsRevisited(boolean isBack) {
        var noting = new RejectedSteps(PID);
        var solution = solve(general(), new Heun(), noting, isBack);
        assertTrue(noting.ends().size() > 10, noting.ends().size() + " rejections");
        assertTrue(ends(solution).containsAll(rejected(noting, isBack)), "a rejected end was passed");
    }

    /** It hears noise in the middle of its steps too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void middlesOfRejectedHalvedStepsAreRevisited(boolean isBack) {
        var noting = new RejectedSteps(PID);
        var solution = solve(general(), new HalfSolver(new Heun()), noting, isBack);
        var times = solution.stepTimes();
        var all = ends(solution);
        assertTrue(noting.ends().size() > 10);
        assertTrue(all.containsAll(rejected(noting, isBack)));
        for (double end : rejected(noting, isBack)) {
            // the step that was rejected last began where an accepted one does, and no step is longer than what is left
            // to its middle
            double[] before =
                    Arrays.stream(times).filter(t -> isBack ? t > end : t < end).toArray();
            boolean hasMiddle = Arrays.stream(before).anyMatch(start -> all.contains(start + (end - start) / 2));
            assertTrue(hasMiddle, "no step to the middle of one that ended at " + end);
        }
    }

    @Test
    void skippingIsAllowedByName() {
        var noting = new RejectedSteps(PID);
        var skipping = solve(general(), new Heun(), new ClipStepSizeController(noting).allowSkipping(), false);
        assertTrue(noting.ends().size() > 10);
        assertFalse(ends(skipping).containsAll(rejected(noting, false)));
        var revisiting = solve(general(), new Heun(), PID, false);
        assertTrue(revisiting.stepTimes().length > skipping.stepTimes().length);
    }

    /** A wrapper of the user's own keeps its times, and what it says of rejected ends, also inside of another one. */
    @Test
    void aWrapperOfOnesOwnIsRespected() {
        var noting = new RejectedSteps(PID);
        var solution = solve(general(), new Heun(), new ClipStepSizeController(noting).stepTs(3, 4), false);
        assertTrue(ends(solution).containsAll(List.of(3.0, 4.0)));
        assertTrue(ends(solution).containsAll(rejected(noting, false)));
        noting.ends().clear();
        var inside = new ClipStepSizeController(noting).allowSkipping();
        var skipping = solve(general(), new Heun(), new ClipStepSizeController(inside).stepTs(3, 4), false);
        assertTrue(ends(skipping).containsAll(List.of(3.0, 4.0)));
        assertFalse(ends(skipping).containsAll(rejected(noting, false)));
        var one = new ClipStepSizeController(PID).storeRejectedSteps(1);
        var tooMany = diffeqsolve(
                general(),
                new Heun(),
                0,
                5,
                Tensor.of(0.5, 0.3),
                null,
                SolveOptions.standard().controller(one).dt0(5).throwing(false));
        assertEquals(Result.MAX_STEPS_REJECTED, tooMany.outcome().result());
    }

    @Test
    void additiveAndCommutingNoiseNeedsNoRevisits() {
        Term<Tensor, Void> diagonal =
                Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.cos(), PATH).strictly();
        Term<Tensor, Void> additive = new ODETerm<Tensor, Void>(
                        (t, y, args) -> y.times(4).sin())
                .plus(Diffusion.additive((t, args) -> Tensor.eye(2), PATH));
        for (Term<Tensor, Void> term : List.of(diagonal, additive)) {
            var noting = new RejectedSteps(PID);
            var solution = solve(term, new Heun(), noting, false);
            assertTrue(noting.ends().size() > 10, noting.ends().size() + " rejections");
            assertFalse(ends(solution).containsAll(rejected(noting, false)));
        }
    }

    /** One percent at a time: more than the hundred that are remembered. */
    @Test
    void moreThanAHundredRejectionsInARowEndTheSolve() {
        var slow = new PIDController(0, 1e-2).withFactors(0.995, 10, 1).withDtmin(1.0 / 1024);
        var options = SolveOptions.standard().controller(slow).dt0(4).throwing(false);
        var ended = diffeqsolve(general(), new Heun(), 0, 5, Tensor.of(0.5, 0.3), null, options);
        assertEquals(Result.MAX_STEPS_REJECTED, ended.outcome().result());
        assertTrue(ended.outcome().rejected() > 100);
    }

    /** The end of a step that an event cuts was heard too. */
    @Test
    void theEndOfAStepThatAnEventCutsIsRevisited() {
        Event<Tensor, Void> crossing =
                Event.<Tensor, Void>when((t, y, args) -> t.minus(1.2345)).continuing();
        var free = new PIDController(0, 1).withDtmin(0.01);
        var options = SolveOptions.standard().controller(free).dt0(0.7);
        Tensor y0 = Tensor.of(0.5, 0.3);
        var whole = diffeqsolve(general(), new Heun(), 0, 5, y0, null, options);
        double cut = Arrays.stream(whole.stepTimes())
                .filter(t -> t > 1.2345)
                .findFirst()
                .orElseThrow();
        var ended = diffeqsolve(general(), new Heun(), 0, 5, y0, null, options.events(crossing));
        assertTrue(ends(ended).containsAll(List.of(1.2345, cut)), Arrays.toString(ended.stepTimes()) + " " + cut);
    }

    /** In pieces as at once, to the bit: ends that wait are handed on. */
    @Test
    void aSolveInPiecesRevisitsToo() {
        var options = SolveOptions.standard().controller(PID).dt0(0.3);
        Tensor y0 = Tensor.of(0.5, 0.3);
        double[] whole =
                diffeqsolve(general(), new Heun(), 0, 5, y0, null, options).y1().toArray();
        Stepper<Tensor> stepper = Stepper.init(general(), new Heun(), 0, 5, y0, null, options);
        while (!stepper.isDone()) {
            stepper = stepper.step(7);
        }
        assertArrayEquals(whole, stepper.y().toArray());
    }

    /** The reference's own case, with noise of a constant size, where one has to ask for it: forward and back, beside given times. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storedEndsAreReachedAndNoneIsLeft(boolean isBack) {
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, y, args) -> y.times(-0.2))
                .plus(Diffusion.additive((t, args) -> Tensor.eye(2), PATH));
        var noting = new RejectedSteps(
                new PIDController(0, 1e-3).withCoefficients(0.5, 0.8, 0).withDtmin(1.0 / 128));
        var clip = new ClipStepSizeController(noting).stepTs(3, 4).storeRejectedSteps(10);
        var solution = solve(term, new Heun(), clip, isBack);
        assertTrue(noting.ends().size() > 10, noting.ends().size() + " rejections");
        assertTrue(ends(solution).containsAll(rejected(noting, isBack)));
        assertTrue(ends(solution).containsAll(List.of(3.0, 4.0)));
    }

    /** Steps back that are found by errors revisit too, and meet the gradient of the steps forward as closely as either is known: to some per cent. */
    @Test
    void stepsBackOfTheirOwnHearTheSamePath() {
        var options = SolveOptions.standard()
                .controller(new PIDController(0, 3e-4).withDtmin(2e-5))
                .maxSteps(100_000)
                .dt0(1e-3);
        Function<Adjoint, double[]> gradient = adjoint -> {
            Function<Tensor, Tensor> loss =
                    y0 -> diffeqsolve(general(), new Heun(), 0, 1, y0, null, options.adjoint(adjoint))
                            .y1()
                            .square()
                            .sum();
            return grad(loss).apply(Tensor.of(0.5, 0.3)).toArray();
        };
        double[] exact = gradient.apply(new RecursiveCheckpointAdjoint());
        assertArrayEquals(exact, gradient.apply(new BacksolveAdjoint()), 0.05 * Math.abs(exact[0]));
    }
}
