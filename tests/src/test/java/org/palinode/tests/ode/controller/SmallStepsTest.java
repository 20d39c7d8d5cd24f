package org.palinode.tests.ode.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** First steps that are not given, and steps that can become no smaller. */
class SmallStepsTest {
    private static final PIDController PID = new PIDController(1e-6, 1e-6);
    private static final SolveOptions OPTIONS = SolveOptions.standard().controller(PID);

    /** y' = 1e-3 y, with a field that has no value beyond t = 1: a step from the sizes of y and y' alone would be 10 long. */
    private static final ODETerm<Tensor, Tensor> ENDING = new ODETerm<>(
            (t, y, args) -> y.times(1e-3).plus(t.negate().plus(1).sqrt().times(0)));

    /** The same backward in time, where the field ends at t = −1. */
    private static final ODETerm<Tensor, Tensor> ENDING_BACK =
            new ODETerm<>((t, y, args) -> y.times(-1e-3).plus(t.plus(1).sqrt().times(0)));

    private static ODETerm<Tensor, Tensor> ending(boolean back) {
        return back ? ENDING_BACK : ENDING;
    }

    @ParameterizedTest
    @CsvSource({"FLOAT64, false", "FLOAT64, true", "FLOAT32, false", "FLOAT32, true"})
    void theFirstStepLooksNoFurtherThanTheEnd(DType dtype, boolean back) {
        for (Solver solver : List.of(new Tsit5(), new Bosh3(), new Dopri8(), new Kvaerno5(), new Rodas5P())) {
            Tensor y0 = Tensor.of(1).cast(dtype);
            Tensor y1 = diffeqsolve(ending(back), solver, 0, back ? -1 : 1, y0, null, OPTIONS)
                    .y1();
            assertEquals(Math.exp(1e-3), y1.item(), 1e-6, solver.toString());
        }
    }

    /** After the reset the estimate is made anew, close to the end. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstStepAfterAResetLooksNoFurtherThanTheEnd(boolean back) {
        Event<Tensor, Tensor> late =
                Event.<Tensor, Tensor>when((t, y, args) -> t.abs().minus(0.9)).reset((t, y, args) -> y.times(2));
        Solution<Tensor> solution =
                diffeqsolve(ending(back), new Tsit5(), 0, back ? -1 : 1, Tensor.of(1), null, OPTIONS.events(late));
        assertEquals(2 * Math.exp(1e-3), solution.y1().item(), 2e-6);
        assertEquals(0, solution.statistics().rejected());
    }

    /** What {@code span} estimates under the limits of a rule. */
    private record Asking(PIDController rule, double[] estimate) implements StepSizeController {
        @Override
        public StepSizes begin(Span span) {
            estimate[0] = span.automaticFirstStep().getAsDouble();
            return rule.begin(span);
        }

        @Override
        public Optional<ErrorScale> errorScale() {
            return rule.errorScale();
        }

        @Override
        public double longestStep() {
            return rule.longestStep();
        }
    }

    @Test
    void theFirstStepLooksNoFurtherThanTheLongestStep() {
        ODETerm<Tensor, Tensor> slow = new ODETerm<>((t, y, args) -> y.times(1e-3));
        for (double dtmax : new double[] {1e-3, 1, 50}) {
            Asking asking = new Asking(PID.withDtmax(dtmax), new double[1]);
            diffeqsolve(
                    slow,
                    new Tsit5(),
                    0,
                    20,
                    Tensor.of(1),
                    null,
                    SolveOptions.standard().controller(asking).maxSteps(100_000));
            double free = Math.pow(0.01 / (1e-3 / 2e-6), 1.0 / 5); // of the published rule, for q = 5
            assertEquals(Math.min(dtmax, free), asking.estimate[0], 1e-12);
        }
        assertEquals(3, new ClipStepSizeController(PID.withDtmax(3)).longestStep());
    }

    /**
     * u = 1 − y falls as u' = 10⁻³ ln u, from 10⁻⁵, and a hundredth of y, in a step, would be a thousand times beyond u = 0. The solution is that of a
     * loop with steps that are far smaller than needed.
     */
    @Test
    void aTrialStepOutOfTheFieldsDomainIsMadeSmaller() {
        ODETerm<Tensor, Tensor> term =
                new ODETerm<>((t, y, args) -> y.negate().plus(1).log().times(-1e-3));
        double u = 1 - 0.99999;
        int steps = 20_000;
        double h = 5e-4 / steps;
        for (int i = 0; i < steps; i++) {
            double middle = u + h / 2 * 1e-3 * Math.log(u);
            u += h * 1e-3 * Math.log(middle);
        }
        Tensor y1 = diffeqsolve(term, new Tsit5(), 0, 5e-4, Tensor.of(0.99999), null, OPTIONS)
                .y1();
        assertEquals(
                u,
                1 - y1.item(),
                1e-9); // u itself is about 4e-6; the tolerance is 2e-6, but nothing moves much in a step
        assertTrue(2e-6 < u && u < 5e-6, "u = " + u);

        SolveException failure = assertThrows(
                SolveException.class, () -> diffeqsolve(term, new Tsit5(), 0, 1, Tensor.of(0.99999), null, OPTIONS));
        assertEquals(1e-5 / 1e-3 / Math.log(1e5), failure.t(), 1e-4); // u reaches 0 there
        assertTrue(failure.explain().contains("a root or logarithm of a negative number"), failure.explain());
    }

    /** The same with u = 10⁻³ at first, which float32 knows too: u' = 0.1 ln u down to about a half of it, whichever way time goes. */
    @ParameterizedTest
    @CsvSource({"FLOAT64, false", "FLOAT64, true", "FLOAT32, false", "FLOAT32, true"})
    void aTrialStepOutOfTheFieldsDomainIsMadeSmallerInEveryTypeAndDirection(DType dtype, boolean back) {
        double sign = back ? -1 : 1;
        double end = 7e-4;
        ODETerm<Tensor, Tensor> term =
                new ODETerm<>((t, y, args) -> y.negate().plus(1).log().times(-0.1 * sign));
        double u = 1e-3;
        int steps = 1000;
        double h = end / steps;
        for (int i = 0; i < steps; i++) {
            u += h * 0.1 * Math.log(u + h / 2 * 0.1 * Math.log(u));
        }
        assertTrue(3e-4 < u && u < 7e-4, "u = " + u);
        Tensor y1 = diffeqsolve(
                        term, new Tsit5(), 0, sign * end, Tensor.of(0.999).cast(dtype), null, OPTIONS)
                .y1();
        assertEquals(u, 1 - y1.item(), 2e-6); // the tolerance, and a few roundings of 1 in float32
    }

    @Test
    void aFieldWithoutAValueAtTheStartIsSaidToHaveNone() {
        ODETerm<Tensor, Tensor> nowhere =
                new ODETerm<>((t, y, args) -> y.negate().sqrt());
        SolveException failure = assertThrows(
                SolveException.class, () -> diffeqsolve(nowhere, new Tsit5(), 0, 1, Tensor.of(2), null, OPTIONS));
        assertEquals(Result.NON_FINITE, failure.result());
        assertEquals(0, failure.t());
    }

    /** y' = 1/(t − 1) from 45 ulp beyond t = 1: no stage knows t − 1 to 10⁻⁶. */
    @ParameterizedTest
    @CsvSource({"FLOAT64, false", "FLOAT64, true", "FLOAT32, false", "FLOAT32, true"})
    void aStepThatCanBecomeNoSmallerEndsASolve(DType dtype, boolean back) {
        double sign = back ? -1 : 1;
        ODETerm<Tensor, Tensor> pole =
                new ODETerm<>((t, y, args) -> t.minus(sign).power(-1).plus(y.times(0)));
        for (StepSizeController controller : List.of(PID, new ClipStepSizeController(PID).stepTs(sign * 1.5))) {
            SolveException failure = assertThrows(
                    SolveException.class,
                    () -> diffeqsolve(
                            pole,
                            new Tsit5(),
                            sign * (1 + 1e-14),
                            sign * 2,
                            Tensor.of(0).cast(dtype),
                            null,
                            SolveOptions.standard().controller(controller)));
            assertEquals(Result.STEP_SIZE_UNDERFLOW, failure.result());
            int rejected = failure.partial().statistics().rejected();
            assertTrue(rejected < 50, rejected + " rejected"); // a factor of 0.9 at worst, from 100 ulp to 1
        }
    }

    /** Steps halve towards the end, which no step can reach. */
    @Test
    void anEndThatCannotBeReachedEndsASolve() {
        ODETerm<Tensor, Tensor> closed = new ODETerm<>((t, y, args) ->
                Tensor.where(t.less(1), y.times(0).plus(1), y.times(0).plus(Double.NaN)));
        SolveException failure = assertThrows(
                SolveException.class, () -> diffeqsolve(closed, new Tsit5(), 0, 1, Tensor.of(0), null, OPTIONS));
        assertEquals(Result.STEP_SIZE_UNDERFLOW, failure.result());
        assertEquals(1, failure.t(), 1e-15);
        assertTrue(failure.partial().statistics().steps() < 1000, failure.getMessage());
    }

    @Test
    void aRejectedStepBecomesSmallerWithoutASafetyFactorToo() {
        Span span = new Span(0, 10, OptionalDouble.of(1), 5, () -> 1);
        StepSizes sizes = PID.withFactors(0.2, 10, 1).begin(span);
        assertEquals(1, sizes.firstEnd());
        assertEquals(StepSizes.Verdict.REJECT, sizes.judge(0, 1, 1));
        assertEquals(0.999, sizes.nextEnd());
    }

    /** With atol = 0 nothing is tolerated of a component that is 0 and stays so, and nothing is wrong with it. */
    @ParameterizedTest
    @ValueSource(strings = {"FLOAT64", "FLOAT32"})
    void componentsThatAreZeroAndTolerateNothingAreRight(DType dtype) {
        double rtol = 1000 * dtype.epsilon();
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        SolveOptions relative = SolveOptions.standard().controller(new PIDController(rtol, 0));
        for (Solver solver : List.of(new Tsit5(), new Rodas5P())) {
            Tensor y1 = diffeqsolve(decay, solver, 0, 1, Tensor.of(0, 1, 0).cast(dtype), null, relative)
                    .y1();
            assertEquals(0, y1.get(0).item());
            assertEquals(Math.exp(-1), y1.get(1).item(), 10 * rtol);
        }
        ODETerm<Tensor, Tensor> leaving =
                new ODETerm<>((t, y, args) -> y.times(0).plus(1));
        assertEquals(
                1,
                diffeqsolve(leaving, new Tsit5(), 0, 1, Tensor.of(0).cast(dtype), null, relative)
                        .y1()
                        .item(),
                10 * rtol);
    }
}
