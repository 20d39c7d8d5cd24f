package org.palinode.tests.ode.controller;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.StepSizes.Verdict;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.RejectedSteps;
import org.palinode.tests.ode.support.Sample;

class ClipStepSizeTest {
    private static final PIDController PID = new PIDController(1e-4, 1e-6);

    /** A forced oscillator; the force turns from 1 to −1 at 7.5. */
    private static final ODETerm<Tensor, Tensor> SWITCHED = new ODETerm<>((t, y, args) -> {
        Tensor force = Tensor.where(t.less(7.5), Tensor.scalar(1), Tensor.scalar(-1));
        return Tensor.stack(y.get(1), force.minus(y.get(0)).minus(y.get(1).times(0.2)));
    });

    private static Solution<Tensor> switched(ClipStepSizeController controller, double t0, double t1) {
        SolveOptions options = SolveOptions.standard()
                .controller(controller)
                .saveAt(SaveAt.t0().andSteps());
        return diffeqsolve(SWITCHED, new Dopri5(), t0, t1, Tensor.of(1.5, 0.4), null, options);
    }

    private static boolean contains(double[] times, double time) {
        return Arrays.stream(times).anyMatch(t -> t == time);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5})
    void stepsEndAtTheGivenTimesInBothDirections(double t0) {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(-0.2));
        SolveOptions options = SolveOptions.standard()
                .controller(new ClipStepSizeController(PID).stepTs(4, 3, 77))
                .saveAt(SaveAt.steps());
        double[] times = diffeqsolve(decay, new Tsit5(), t0, 5 - t0, Tensor.of(1), null, options)
                .ts();
        assertTrue(contains(times, 3) && contains(times, 4), Arrays.toString(times));
    }

    /** Ends that a step must not pass may be closer than the smallest step: what is accepted at that size is accepted below it too. */
    @Test
    void stepsThatAreCutBelowAForcedMinimumAreAccepted() {
        var rough = new PIDController(0, 1e-12).withDtmin(0.25);
        var options = SolveOptions.standard()
                .controller(new ClipStepSizeController(rough).stepTs(3, 3.01))
                .saveAt(SaveAt.steps());
        double[] times = diffeqsolve(SWITCHED, new Dopri5(), 0, 5, Tensor.of(1.5, 0.4), null, options)
                .ts();
        assertTrue(contains(times, 3) && contains(times, 3.01), Arrays.toString(times));
    }

    @Test
    void timesMayBeGivenTwice() {
        ClipStepSizeController twice = new ClipStepSizeController(PID)
                .stepTs(7.5, 3, 7.5, 0, 0, 3, 10, 10)
                .jumpTs(7.5, 5, 5);
        for (double t0 : new double[] {0, 10}) {
            Solution<Tensor> solution = switched(twice, t0, 10 - t0);
            assertEquals(10 - t0, solution.ts()[solution.ts().length - 1]);
            assertTrue(contains(solution.ts(), 3));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 10})
    void aKnownJumpSavesSteps(double t0) {
        ClipStepSizeController clip = new ClipStepSizeController(PID);
        Solution<Tensor> blind = switched(clip, t0, 10 - t0);
        Solution<Tensor> told = switched(clip.jumpTs(7.5), t0, 10 - t0);
        assertTrue(
                told.statistics().steps() < blind.statistics().steps(),
                () -> told.statistics() + "\n" + blind.statistics());
        var fine = new ClipStepSizeController(new PIDController(1e-11, 1e-11)).jumpTs(7.5);
        Tensor exact = switched(fine, t0, 10 - t0).y1();
        double size = exact.abs().max().item();
        assertEquals(0, Gap.absolute(told.y1(), exact), 1e-3 * size); // ten times the tolerance
    }

    /** Just before the jump, and just after it: neighbours of the jump, and nothing lies between. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 10})
    void stepsEndJustBeforeAJumpAndStartJustAfter(double t0) {
        Solution<Tensor> solution = switched(new ClipStepSizeController(PID).jumpTs(7.5), t0, 10 - t0);
        double ending = t0 == 0 ? Math.nextDown(7.5) : Math.nextUp(7.5);
        double starting = t0 == 0 ? Math.nextUp(7.5) : Math.nextDown(7.5);
        assertTrue(contains(solution.ts(), ending), "saved at the end of the step before");
        assertTrue(contains(solution.stepTimes(), starting), "the next one starts beyond");
    }

    @Test
    void stepsAndJumpsMayLieAnyhow() {
        double[][] steps = {{}, {3.5, 8}, {7.5}, {Math.nextDown(7.5), 7.5, Math.nextUp(7.5)}, {7.49999, 7.50001, 3.5, 8}
        };
        for (double[] stepTs : steps) {
            for (double t0 : new double[] {0, 10}) {
                double[] times = switched(
                                new ClipStepSizeController(PID).stepTs(stepTs).jumpTs(7.5, 7.5), t0, 10 - t0)
                        .ts();
                if (stepTs.length > 1 && stepTs[stepTs.length - 1] == 8) {
                    assertTrue(contains(times, 3.5) && contains(times, 8), Arrays.toString(times));
                }
                assertEquals(10 - t0, times[times.length - 1]);
            }
        }
    }

    /** f = 1 before T and −1 after: a solve that sees one-sided limits only is exact, and needs no rejection. */
    @ParameterizedTest
    @ValueSource(strings = {"FLOAT64", "FLOAT32"})
    void theFieldSeesOneSidedLimits(String name) {
        DType dtype = DType.valueOf(name);
        for (double jump : new double[] {0.1, 1e-3, 700.7, 0}) {
            ODETerm<Tensor, Tensor> step = new ODETerm<>((t, y, args) -> Tensor.where(
                            t.less(Tensor.scalar(jump).cast(dtype)),
                            Tensor.scalar(1).cast(dtype),
                            Tensor.scalar(-1).cast(dtype))
                    .reshape(1));
            double t0 = jump - 300;
            SolveOptions options = SolveOptions.standard().controller(new ClipStepSizeController(PID).jumpTs(jump));
            Solution<Tensor> solution =
                    diffeqsolve(step, new Tsit5(), t0, jump + 3, Tensor.zeros(1).cast(dtype), null, options);
            assertEquals(0, solution.statistics().rejected(), "jump at " + jump);
            assertEquals(297, solution.y1().item(), dtype == DType.FLOAT64 ? 1e-12 : 1e-3); // some sums of 300
        }
    }

    /** A slope that is handed from step to step belongs to the field before the jump. */
    @Test
    void theFirstSlopeAfterAJumpIsEvaluatedAnew() {
        ODETerm<Tensor, Tensor> step = new ODETerm<>((t, y, args) ->
                Tensor.where(t.less(1), Tensor.scalar(1), Tensor.scalar(-1)).reshape(1));
        SolveOptions options = SolveOptions.standard()
                .controller(new ClipStepSizeController(PID).jumpTs(1))
                .dt0(1);
        Solution<Tensor> solution = diffeqsolve(step, new Tsit5(), 0, 2, Tensor.of(0), null, options);
        assertEquals(0, solution.y1().item(), 1e-15);
        assertEquals(2, solution.statistics().steps());
        assertEquals(2 + 2 * 6, solution.statistics().evaluations());
    }

    @Test
    void theEndIsSavedWhereTheFieldJumpsThere() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(-1e-3));
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new ClipStepSizeController(PID).jumpTs(1000, 0))
                    .saveAt(SaveAt.ts(500, 1000).andT1());
            Tensor y0 = Tensor.of(1.0).cast(dtype);
            Solution<Tensor> solution = diffeqsolve(decay, new Tsit5(), 0, 1000, y0, null, options);
            assertArrayEquals(new double[] {500, 1000, 1000}, solution.ts(), 0);
            assertEquals(Math.exp(-1), solution.y1().item(), 1e-4); // rtol
        }
    }

    @Test
    void aSolveMayStartNextToAJump() {
        for (double t0 : new double[] {Math.nextDown(7.5), 7.5, Math.nextUp(7.5)}) {
            assertTrue(switched(new ClipStepSizeController(PID).jumpTs(7.5), t0, 10)
                    .isSuccessful());
            assertTrue(
                    switched(new ClipStepSizeController(PID).jumpTs(7.5), t0, 0).isSuccessful());
        }
    }

    /** A step cut to a hundredth leaves the next as large as was planned. */
    @Test
    void aCutDoesNotShrinkTheStepsAfterIt() {
        StepSizes sizes =
                new ClipStepSizeController(PID).stepTs(1.01).begin(new Span(0, 10, OptionalDouble.of(1), 5, () -> 1));
        assertEquals(1, sizes.firstEnd());
        sizes.judge(0, 1, 0.9);
        assertEquals(1.01, sizes.nextEnd());
        sizes.judge(1, 1.01, 1e-9);
        assertEquals(2.01, sizes.nextEnd(), 1e-15);
    }

    @Test
    void wrappersNest() {
        PIDController free = new PIDController(1e-5, 1e-5);
        StepSizes sizes = new ClipStepSizeController(
                        new ClipStepSizeController(free).stepTs(3).jumpTs(23))
                .stepTs(5, 23)
                .jumpTs(13)
                .begin(new Span(0, 100, OptionalDouble.of(20), 5, () -> 1));
        assertEquals(3, sizes.firstEnd());
        assertEquals(Verdict.ACCEPT, sizes.judge(0, 3, 1e-9));
        assertEquals(3, sizes.nextStart(3));
        assertEquals(5, sizes.nextEnd());
        sizes.judge(3, 5, 1e-9);
        assertEquals(Math.nextDown(13.0), sizes.nextEnd(), 0);
        sizes.judge(5, Math.nextDown(13.0), 1e-9);
        assertEquals(Math.nextUp(13.0), sizes.nextStart(Math.nextDown(13.0)), 0);
        assertEquals(Math.nextDown(23.0), sizes.nextEnd(), 0);
        sizes.judge(Math.nextUp(13.0), Math.nextDown(23.0), 1e-9);
        assertEquals(Math.nextUp(23.0), sizes.nextStart(Math.nextDown(23.0)), 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5})
    void everyRejectedEndIsReachedLater(double t0) {
        ODETerm<Tensor, Tensor> bumps = new ODETerm<>((t, y, args) ->
                t.minus(2.5).square().times(-200).exp().times(50).plus(y.times(-0.1)));
        ClipStepSizeController clip = new ClipStepSizeController(PID).storeRejectedSteps(10);
        RejectedSteps noted = new RejectedSteps(clip);
        SolveOptions options =
                SolveOptions.standard().controller(noted).saveAt(SaveAt.steps()).dt0(t0 == 0 ? 2.0 : -2.0);
        double[] times = diffeqsolve(bumps, new Tsit5(), t0, 5 - t0, Tensor.of(1), null, options)
                .ts();
        assertTrue(noted.ends().size() > 3, "there is something to see: " + noted.ends());
        for (double end : noted.ends()) {
            assertTrue(contains(times, t0 == 0 ? end : -end), end + " of " + Arrays.toString(times));
        }
    }

    @Test
    void tooManyRejectionsInARowEndASolve() {
        ODETerm<Tensor, Tensor> stiff = new ODETerm<>((t, y, args) -> y.times(-1e6));
        SolveOptions options = SolveOptions.standard()
                .controller(new ClipStepSizeController(PID).storeRejectedSteps(2))
                .dt0(1);
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(stiff, new Tsit5(), 0, 1, Tensor.of(1), null, options));
        assertEquals(Result.MAX_STEPS_REJECTED, failure.result());
        assertTrue(
                failure.getMessage()
                        .startsWith("more steps in a row were rejected than ClipStepSizeController stores; raise"
                                + " storeRejectedSteps or the tolerances"),
                failure.getMessage());
        assertEquals(3, failure.partial().statistics().rejected());
    }

    /** The switching time enters through args; with a step to it the solution is a smooth function of it. */
    @Test
    void theGradientForASwitchingTimeAgreesWithDifferences() {
        double at = 1.234;
        Function<Tensor, Tensor> loss = time -> {
            ODETerm<Tensor, Tensor> forced = new ODETerm<>((t, y, args) -> {
                Tensor phase =
                        Tensor.where(t.less(at), t, t.minus(args).times(3).plus(args));
                return phase.sin().minus(y);
            });
            SolveOptions options = SolveOptions.standard()
                    .controller(new ClipStepSizeController(new PIDController(1e-10, 1e-10)).jumpTs(at));
            return diffeqsolve(forced, new Tsit5(), 0, 3, Tensor.of(0.5), time, options)
                    .y1()
                    .sum();
        };
        double gradient = Autodiff.grad(loss).apply(Tensor.scalar(at)).item();
        double eps = 1e-5;
        double difference = (loss.apply(Tensor.scalar(at + eps)).item()
                        - loss.apply(Tensor.scalar(at - eps)).item())
                / (2 * eps);
        assertEquals(difference, gradient, 1e-8); // eps², and 1e-15/eps
    }

    @Test
    void everyAdjointPullsBackThroughJumps() {
        for (Solver solver : List.of(new Tsit5(), new Dopri5())) {
            for (Adjoint adjoint : List.of(
                    new DirectAdjoint(),
                    new RecursiveCheckpointAdjoint(),
                    new RecursiveCheckpointAdjoint(3),
                    new ReversibleAdjoint())) {
                SolveOptions options = SolveOptions.standard()
                        .controller(new ClipStepSizeController(new PIDController(1e-6, 1e-8))
                                .stepTs(0.77)
                                .jumpTs(0.9, 1.4))
                        .adjoint(adjoint)
                        .saveAt(SaveAt.ts(0.5, 0.9, 1.4, 1.5).andSteps().andT1());
                Function<Inputs, Tensor> loss = Sample.loss(solver, options);
                Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
                // sums of some hundred products in another order
                assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-12, adjoint.toString());
            }
        }
    }

    @Test
    void whatCannotBeCutIsRefused() {
        var fixed =
                assertThrows(IllegalArgumentException.class, () -> new ClipStepSizeController(new ConstantStepSize()));
        assertEquals(
                "ClipStepSizeController needs an adaptive controller to cut the steps of, got ConstantStepSize[]; wrap a"
                        + " PIDController, or put the times into a StepTo",
                fixed.getMessage());
        var none = assertThrows(
                IllegalArgumentException.class, () -> new ClipStepSizeController(PID).storeRejectedSteps(0));
        assertEquals("storeRejectedSteps must be at least 1, got 0; leave it out to store none", none.getMessage());
        var nan = assertThrows(
                IllegalArgumentException.class, () -> new ClipStepSizeController(PID).jumpTs(1, Double.NaN));
        assertEquals("jumpTs must be finite, got NaN", nan.getMessage());
    }
}
