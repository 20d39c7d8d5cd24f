package org.palinode.tests.ode.controller;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.StepSizes.Verdict;
import org.palinode.ode.controller.Stops;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.LikeHeun;

class StepSizesTest {
    private static final double RTOL = 1e-3;
    private static final double ATOL = 1e-6;

    /** Passes on the automatic first step, and notes it. */
    private record Noting(PIDController rule, List<Double> noted) implements StepSizeController {
        @Override
        public StepSizes begin(Span span) {
            noted.add(span.automaticFirstStep().getAsDouble());
            return rule.begin(span);
        }

        @Override
        public Optional<ErrorScale> errorScale() {
            return rule.errorScale();
        }
    }

    private static double firstStep(ODETerm<Tensor, Tensor> term, double t0, double t1, double... y0) {
        List<Double> noted = new ArrayList<>();
        SolveOptions options = SolveOptions.standard().controller(new Noting(new PIDController(RTOL, ATOL), noted));
        diffeqsolve(term, new Tsit5(), t0, t1, Tensor.of(y0), null, options);
        return noted.get(0);
    }

    /** The rule of Hairer, Nørsett and Wanner, section II.4, written out for y' = −k y + t and q = 5. */
    @Test
    void theFirstStepIsThatOfThePublishedRule() {
        double k = 0.7;
        double t0 = 0.5;
        double[] y = {1, -2};
        double[] scale = {ATOL + RTOL, ATOL + 2 * RTOL};
        double[] f = {-k * y[0] + t0, -k * y[1] + t0};
        double d0 = rms(y[0] / scale[0], y[1] / scale[1]);
        double d1 = rms(f[0] / scale[0], f[1] / scale[1]);
        double h0 = 0.01 * d0 / d1;
        double[] change = {-k * h0 * f[0] + h0, -k * h0 * f[1] + h0};
        double d2 = rms(change[0] / scale[0], change[1] / scale[1]) / h0;
        double h1 = Math.pow(0.01 / Math.max(d1, d2), 1.0 / 5);
        double expected = Math.min(100 * h0, h1);

        ODETerm<Tensor, Tensor> term = new ODETerm<>((t, x, args) -> x.times(-k).plus(t));
        assertEquals(expected, firstStep(term, t0, 3, y), 1e-14);
        ODETerm<Tensor, Tensor> mirrored =
                new ODETerm<>((t, x, args) -> x.times(k).plus(t));
        assertEquals(expected, firstStep(mirrored, -t0, -3, y), 1e-14);
    }

    private static double rms(double a, double b) {
        return Math.sqrt((a * a + b * b) / 2);
    }

    /** y0 = 0 says nothing about sizes: h0 = 1e-6, which the slope's change cannot raise above 100 h0. */
    @Test
    void theFirstStepFromNothingIsSmall() {
        ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, args) -> y.times(-1).plus(1));
        assertEquals(1e-4, firstStep(term, 0, 1, 0), 1e-15);
    }

    @Test
    void theFirstStepOfASolutionAtRestIsSmallAndTheSolveGoesOn() {
        ODETerm<Tensor, Tensor> rest = new ODETerm<>((t, y, args) -> y.times(0));
        assertEquals(1e-6, firstStep(rest, 0, 1, 1), 1e-15);
        SolveOptions options = SolveOptions.standard().controller(new PIDController(RTOL, ATOL));
        Solution<Tensor> solution = diffeqsolve(rest, new Tsit5(), 0, 1, Tensor.of(1), null, options);
        assertEquals(1, solution.y1().item());
        assertTrue(solution.statistics().steps() < 10, "an error of 0 lets steps grow by factormax");
    }

    @Test
    void twoEvaluationsPayForTheFirstStep() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(RTOL, ATOL));
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        Solution<Tensor> given = diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1), null, options.dt0(0.1));
        // first same as last: 1 to begin, then 6 an attempt
        assertEquals(1 + 6 * given.statistics().steps(), given.statistics().evaluations());
        Solution<Tensor> automatic = diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1), null, options);
        assertEquals(
                3 + 6 * automatic.statistics().steps(), automatic.statistics().evaluations());
    }

    private static final ODETerm<Tensor, Tensor> SWINGING =
            new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), y.get(0).times(-25)));

    private static double[] sizes(PIDController controller, double dt0, double t1) {
        SolveOptions options = SolveOptions.standard().controller(controller).dt0(dt0);
        double[] times = diffeqsolve(SWINGING, new Tsit5(), 0, t1, Tensor.of(1, 0), null, options)
                .stepTimes();
        double[] sizes = new double[times.length - 1];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = times[i + 1] - times[i];
        }
        return sizes;
    }

    @Test
    void noStepIsLargerThanTheLargestAllowed() {
        double[] free = sizes(new PIDController(1e-4, 1e-4), 0.001, 2);
        assertTrue(Arrays.stream(free).max().orElseThrow() > 0.06, "the limit below limits something");
        for (double h : sizes(new PIDController(1e-4, 1e-4).withDtmax(0.05), 0.001, 2)) {
            assertTrue(h <= 0.05 * (1 + 1e-12), "h = " + h);
        }
        for (double h : sizes(new PIDController(1e-4, 1e-4).withDtmax(0.05), 1, 2)) {
            assertTrue(h <= 0.05 * (1 + 1e-12), "a first step asked for is limited too, h = " + h);
        }
    }

    @Test
    void noStepButTheLastIsSmallerThanTheSmallestAllowed() {
        double[] free = sizes(new PIDController(1e-10, 1e-10), 0.001, 2);
        assertTrue(Arrays.stream(free).min().orElseThrow() < 0.01, "the limit below limits something");
        double[] forced = sizes(new PIDController(1e-10, 1e-10).withDtmin(0.03), 0.001, 2);
        for (int i = 0; i < forced.length - 1; i++) {
            assertEquals(0.03, forced[i], 1e-15, "forced: accepted whatever the error, without drift");
        }
        assertEquals(Math.ceil(2 / 0.03), forced.length);
    }

    private static StepSizes begun(PIDController rule) {
        return rule.begin(new Span(0, 100, OptionalDouble.of(1), 4, () -> 1));
    }

    private static double after(StepSizes sizes, double error, Verdict verdict) {
        assertEquals(verdict, sizes.judge(0, 1, error));
        return verdict == Verdict.ACCEPT ? sizes.nextEnd() - 1 : sizes.nextEnd();
    }

    /** h · 0.9 · E^(−1/4), within [1, 10] after an accepted step and [0.2, 0.9] after a rejected one. */
    @Test
    void theIntegralRuleFollowsItsFormula() {
        PIDController rule = new PIDController(RTOL, ATOL);
        assertEquals(0.9 * Math.pow(0.1, -0.25), after(begun(rule), 0.1, Verdict.ACCEPT), 1e-15);
        assertEquals(1, after(begun(rule), 0.99, Verdict.ACCEPT), 0, "a step shrinks only when it is rejected");
        assertEquals(10, after(begun(rule), 1e-30, Verdict.ACCEPT), 0);
        assertEquals(10, after(begun(rule), 0, Verdict.ACCEPT), 0);
        assertEquals(0.9 * Math.pow(16, -0.25), after(begun(rule), 16, Verdict.REJECT), 1e-15);
        assertEquals(0.9, after(begun(rule), 1, Verdict.REJECT), 0, "E = 1 is not below 1");
        assertEquals(0.2, after(begun(rule), 1e30, Verdict.REJECT), 0);
        assertEquals(0.2, after(begun(rule), Double.NaN, Verdict.REJECT), 0, "what is no number is too large");
    }

    @Test
    void theFullRuleRemembersTheLastTwoAcceptedErrors() {
        PIDController rule = new PIDController(RTOL, ATOL).withCoefficients(0.4, 0.3, 0.1);
        StepSizes sizes = begun(rule);
        double[] errors = {0.5, 0.2, 0.7};
        double before = 1;
        double beforeThat = 1;
        double start = 0;
        double end = sizes.firstEnd();
        for (double error : errors) {
            double inverse = 1 / error;
            double factor =
                    0.9 * Math.pow(inverse, 0.8 / 4) * Math.pow(before, -0.6 / 4) * Math.pow(beforeThat, 0.1 / 4);
            assertEquals(Verdict.ACCEPT, sizes.judge(start, end, error));
            assertEquals(Math.max(1, factor), (sizes.nextEnd() - end) / (end - start), 1e-14);
            start = end;
            end = sizes.nextEnd();
            beforeThat = before;
            before = inverse;
        }
        double rejected = 0.9 * Math.pow(0.5, 0.8 / 4) * Math.pow(before, -0.6 / 4) * Math.pow(beforeThat, 0.1 / 4);
        for (int again = 0; again < 2; again++) { // a rejected error is not remembered
            assertEquals(Verdict.REJECT, sizes.judge(start, end, 2));
            assertEquals(rejected, (sizes.nextEnd() - start) / (end - start), 1e-14);
            end = sizes.nextEnd();
        }
    }

    private static Span estimating(double first, double later) {
        return new Span(0, 100, OptionalDouble.of(1), 4, () -> first, t -> later, 1, DType.FLOAT64, 1, Stops.NONE);
    }

    /** A state that was changed says nothing of the steps before it: the next is as one that a solve would begin with there, or shorter. */
    @Test
    void aRestartForgetsErrorsAndShortensTheStep() {
        PIDController rule = new PIDController(RTOL, ATOL).withCoefficients(0.4, 0.3, 0);
        for (double estimate : new double[] {0.25, 50, Double.NaN}) {
            for (StepSizeController each : List.of(rule, new ClipStepSizeController(rule))) {
                StepSizes sizes = each.begin(estimating(1, estimate));
                sizes.judge(0, sizes.firstEnd(), 1e-30);
                assertEquals(11, sizes.nextEnd());
                sizes.restart(1);
                double size = estimate < 10 ? estimate : 10;
                assertEquals(1 + size, sizes.nextEnd());
                sizes.judge(1, 1 + size, 0.5);
                double next = 0.9 * Math.pow(2, 0.7 / 4); // with no error before
                assertEquals(size * next, sizes.nextEnd() - 1 - size, 1e-12);
            }
        }
    }

    /** Where the estimate is not infinite, which it is for solvers whose errors tell how far to shrink. */
    @Test
    void aFirstStepFarTooLongIsNotShortenedLittleByLittle() {
        PIDController rule = new PIDController(RTOL, ATOL);
        for (double estimate : new double[] {1e-5, 1, Double.POSITIVE_INFINITY, Double.NaN}) {
            StepSizes sizes = rule.begin(estimating(estimate, 1));
            sizes.firstEnd();
            sizes.judge(0, 1, 1e30);
            assertEquals(0.2, sizes.nextEnd(), 1e-15);
            sizes.judge(0, 0.2, 1e30);
            assertEquals(estimate < 0.04 ? estimate : 0.04, sizes.nextEnd(), 1e-15);
            double end = sizes.nextEnd();
            sizes.judge(0, end, 1e30);
            assertEquals(0.2 * end, sizes.nextEnd(), 1e-15, "once");
        }
    }

    /** The root mean square of errors over atol + rtol max(|y₀|, |y₁|): a state written twice is not harder. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void theErrorIsAMeanOverComponents(int copies) {
        Tensor error = Tensor.full(Tensor.zeros(copies).type(), 3e-3);
        Tensor y0 = Tensor.ones(copies);
        Tensor y1 = y0.times(-2);
        double scaled = new ErrorScale(RTOL, ATOL).scaled(error, y0, y1).item();
        assertEquals(3e-3 / (ATOL + 2 * RTOL), scaled, 1e-15);
    }

    @Test
    void rejectedStepsAreCountedAndPaidFor() {
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-6))
                .dt0(1);
        Solution<Tensor> solution = diffeqsolve(SWINGING, new Heun(), 0, 1, Tensor.of(1, 0), null, options);
        var statistics = solution.statistics();
        assertTrue(statistics.rejected() > 0);
        assertEquals(statistics.accepted() + statistics.rejected(), statistics.steps());
        assertEquals(statistics.accepted(), solution.stepTimes().length - 1);
        assertEquals(2L * statistics.steps(), statistics.evaluations());
    }

    /** The I controller's own root against {@link Math#pow}; order 17 is beyond its tables, and half orders, as of noise, have none. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 2.5, 3, 4, 5, 8, 16, 17})
    void theNextStepFollowsTheInverseRootOfTheError(double order) {
        PIDController rule = new PIDController(RTOL, ATOL).withFactors(1e-100, 1e100, 0.9);
        Random random = new Random((long) order);
        for (int i = 0; i < 1000; i++) {
            double error = Math.exp(8 * random.nextGaussian());
            StepSizes sizes = rule.begin(new Span(0, 1e200, OptionalDouble.of(1), order, () -> 1));
            sizes.firstEnd();
            boolean accepted = sizes.judge(0, 1, error) == Verdict.ACCEPT;
            double factor = 0.9 * Math.pow(error, -1.0 / order);
            double limited = accepted ? Math.max(factor, 1) : Math.min(factor, 0.9);
            double h = sizes.nextEnd() - (accepted ? 1 : 0);
            // five roundings here, two in pow; after an accepted step the end 1 + h rounds too
            assertEquals(limited, h, 8 * Math.ulp(limited) + (accepted ? Math.ulp(1 + limited) : 0), "error " + error);
        }
    }

    @Test
    void errorsThatAreNoNormalNumbersStillGiveSteps() {
        PIDController rule = new PIDController(RTOL, ATOL);
        double[] errors = {0, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN};
        double[] ends = {1 + 10, 1 + 10, 0.2, 0.2};
        for (int i = 0; i < errors.length; i++) {
            StepSizes sizes = rule.begin(new Span(0, 100, OptionalDouble.of(1), 5, () -> 1));
            sizes.firstEnd();
            sizes.judge(0, 1, errors[i]);
            assertEquals(ends[i], sizes.nextEnd(), "error " + errors[i]);
        }
    }

    @Test
    void theControllersOwnErrorOrderGoesBeforeTheSolvers() {
        PIDController rule = new PIDController(RTOL, ATOL).withErrorOrder(2);
        List<Double> orders = new ArrayList<>();
        StepSizeController noting = new StepSizeController() {
            @Override
            public StepSizes begin(Span span) {
                orders.add(span.errorOrder());
                return rule.begin(span);
            }

            @Override
            public Optional<ErrorScale> errorScale() {
                return rule.errorScale();
            }

            @Override
            public OptionalDouble errorOrder() {
                return rule.errorOrder();
            }
        };
        SolveOptions options = SolveOptions.standard().controller(noting);
        diffeqsolve(SWINGING, new Tsit5(), 0, 1, Tensor.of(1, 0), null, options);
        assertEquals(List.of(2.0), orders);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new PIDController(RTOL, ATOL).withErrorOrder(0))
                .getMessage()
                .startsWith("PIDController needs errorOrder >= 1, got 0"));
        for (double none : new double[] {0.99, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new PIDController(RTOL, ATOL).withErrorOrder(none));
        }
    }

    /** A solver whose estimate shrinks like h^2.5 is stepped by that root, from its first step on. */
    @Test
    void anErrorOrderNeedNotBeWhole() {
        PIDController rule = new PIDController(1e-6, 1e-6);
        double[] own = stepTimes(new HalfOrder(), rule);
        assertArrayEquals(stepTimes(new Heun(), rule.withErrorOrder(2.5)), own);
        double[] whole = stepTimes(new Heun(), rule);
        // the rule's first step is (0.01 / d)^(1/q): with q = 2 and q = 2.5 of one and the same number
        assertEquals(Math.pow(whole[1], 2 / 2.5), own[1], 1e-12);
        assertEquals(
                "PIDController[rtol=1.0E-6, atol=1.0E-6, errorOrder=2.5]",
                rule.withErrorOrder(2.5).toString());
    }

    private static double[] stepTimes(Solver solver, PIDController rule) {
        SolveOptions options = SolveOptions.standard().controller(rule).saveAt(SaveAt.steps());
        return diffeqsolve(SWINGING, solver, 0, 1, Tensor.of(1, 0), null, options)
                .stepTimes();
    }

    /** Heun's method with an estimate that says it shrinks like h^2.5. */
    private record HalfOrder() implements LikeHeun {
        @Override
        public double errorOrder() {
            return 2.5;
        }
    }

    /** So that a text that names a controller can be read. */
    @Test
    void aControllerNamesWhatIsNotUsual() {
        assertEquals("PIDController[rtol=0.001, atol=1.0E-6]", new PIDController(1e-3, 1e-6).toString());
        PIDController other = new PIDController(1e-3, 1e-6)
                .withNorm(ErrorScale.Norm.MAX)
                .withCoefficients(0.4, 0.3, 0)
                .withDtmax(0.5)
                .withFactors(0.1, 5, 0.9)
                .withErrorOrder(4);
        assertEquals(
                "PIDController[rtol=0.001, atol=1.0E-6, MAX, Coefficients[p=0.4, i=0.3, d=0.0],"
                        + " Limits[dtmin=0.0, dtmax=0.5, forced=true], Factors[smallest=0.1, largest=5.0, safety=0.9],"
                        + " errorOrder=4]",
                other.toString());
    }

    /** The largest component alone decides: 3 of what is tolerated, the mean of squares over four is 1.5. */
    @Test
    void theErrorCanBeThatOfTheWorstComponent() {
        Tensor error = Tensor.of(0, 3e-3, 0, 0);
        Tensor y = Tensor.zeros(4);
        assertEquals(
                3,
                new ErrorScale(0, 1e-3, ErrorScale.Norm.MAX).scaled(error, y, y).item(),
                1e-12);
        assertEquals(1.5, new ErrorScale(0, 1e-3).scaled(error, y, y).item(), 1e-12);
        PIDController rule = new PIDController(RTOL, ATOL);
        SolveOptions options = SolveOptions.standard();
        ODETerm<Tensor, Tensor> one =
                new ODETerm<>((t, x, args) -> x.times(Tensor.of(-30, 0, 0, 0)).plus(t.cos()));
        int mean = diffeqsolve(one, new Tsit5(), 0, 1, Tensor.ones(4), null, options.controller(rule))
                .statistics()
                .accepted();
        int worst = diffeqsolve(
                        one,
                        new Tsit5(),
                        0,
                        1,
                        Tensor.ones(4),
                        null,
                        options.controller(rule.withNorm(ErrorScale.Norm.MAX)))
                .statistics()
                .accepted();
        assertTrue(worst > mean, worst + " and " + mean);
    }
}
