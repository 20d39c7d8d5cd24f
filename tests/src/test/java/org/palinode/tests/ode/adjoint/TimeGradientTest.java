package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Sample;

/** Gradients for t0, t1 and ts: the steps held fixed as the design says, on a field that depends on time. */
@Tag("thorough")
class TimeGradientTest {
    /** The same numbers added in another order. */
    private static final double SAME_NUMBERS = 1e-12;
    /** Central differences with h = 1e-5: h² of truncation and 1e-16/h of rounding. */
    private static final double DIFFERENCES = 1e-8;

    private static final double[] TS = {0.3, 0.31, 1.1, 2.1};
    private static final Times AT = new Times(Tensor.scalar(Sample.T0), Tensor.scalar(Sample.T1), Tensor.of(TS));

    /** When a solve starts, ends and is looked at. */
    record Times(Tensor t0, Tensor t1, Tensor ts) {
        Tensor all() {
            return Tensor.concatenate(0, t0.reshape(1), t1.reshape(1), ts);
        }

        static Times of(Tensor all) {
            return new Times(all.get(0), all.get(1), all.slice(0, 2, all.size()));
        }

        double distance(Times reference) {
            return Math.max(Gap.relative(reference.ts, ts), Gap.relative(reference.all(), all()));
        }
    }

    private interface Stepping {
        SolveOptions options(double t0, double t1);
    }

    private static final double[] INSIDE = {0.35, 0.5, 1, 1.15, 1.5, 1.9};

    private static SolveOptions through(double t0, double[] inside, double t1) {
        double[] times = new double[inside.length + 2];
        times[0] = t0;
        System.arraycopy(inside, 0, times, 1, inside.length);
        times[inside.length + 1] = t1;
        return SolveOptions.standard().controller(new StepTo(times));
    }

    private static Map<String, Stepping> stepping() {
        Map<String, Stepping> stepping = new LinkedHashMap<>();
        stepping.put("constant steps", (t0, t1) -> SolveOptions.standard().dt0(0.07));
        stepping.put("given steps", (t0, t1) -> through(t0, INSIDE, t1));
        stepping.put("adaptive steps", (t0, t1) -> SolveOptions.standard().controller(new PIDController(1e-5, 1e-7)));
        return stepping;
    }

    private static Map<String, Function<Tensor, SaveAt>> saved() {
        Map<String, Function<Tensor, SaveAt>> saved = new LinkedHashMap<>();
        saved.put("t1", ts -> SaveAt.t1());
        saved.put("ts", SaveAt::ts);
        saved.put("t0, ts, t1", ts -> SaveAt.t0().andTs(ts).andT1());
        saved.put("steps", ts -> SaveAt.steps());
        saved.put("dense", ts -> SaveAt.dense());
        saved.put("all", ts -> SaveAt.t0().andTs(ts).andSteps().andT1().andDense());
        return saved;
    }

    private static Tensor loss(Times times, Solver solver, Function<Tensor, SaveAt> saveAt, SolveOptions options) {
        SaveAt save = saveAt.apply(times.ts());
        return value(Sample.solve(Sample.AT, solver, times.t0(), times.t1(), options.saveAt(save)), save, times);
    }

    private static Tensor value(Solution<Tensor> solution, SaveAt save, Times times) {
        Tensor value = solution.ts().length > 0 ? Sample.weighted(solution.ys()) : Tensor.scalar(0);
        if (save.isDense()) {
            value = value.plus(Sample.weighted(solution.evaluate(0.237)))
                    .plus(Sample.weighted(solution.evaluate(1.7)))
                    .plus(Sample.weighted(solution.evaluate(times.ts().get(2))));
        }
        return value;
    }

    private static Times forward(Function<Times, Tensor> loss) {
        double[] slopes = new double[AT.all().size()];
        for (int i = 0; i < slopes.length; i++) {
            double[] unit = new double[slopes.length];
            unit[i] = 1;
            slopes[i] =
                    Autodiff.jvp(loss, AT, Times.of(Tensor.of(unit))).tangent().item();
        }
        return Times.of(Tensor.of(slopes));
    }

    private static Times differences(Function<Times, Tensor> loss) {
        double h = 1e-5;
        double[] slopes = new double[AT.all().size()];
        for (int i = 0; i < slopes.length; i++) {
            double[] unit = new double[slopes.length];
            unit[i] = h;
            Tensor up = loss.apply(Times.of(AT.all().plus(Tensor.of(unit))));
            Tensor down = loss.apply(Times.of(AT.all().minus(Tensor.of(unit))));
            slopes[i] = up.minus(down).item() / (2 * h);
        }
        return Times.of(Tensor.of(slopes));
    }

    static Stream<Arguments> exact() {
        List<Arguments> grid = new ArrayList<>();
        for (Adjoint adjoint : List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(4),
                new ReversibleAdjoint(),
                new ForwardModeAdjoint(),
                new ReversibleAdjoint(0.9, new Resync(2, 1e-9, 1e-6)))) {
            stepping()
                    .forEach((steps, options) -> saved().forEach(
                                    (what, saveAt) -> grid.add(Arguments.of(what, steps, adjoint, saveAt, options))));
        }
        return grid.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("exact")
    void theAdjointIsTheTransposeOfTheTangent(
            String what, String steps, Adjoint adjoint, Function<Tensor, SaveAt> saveAt, Stepping stepping) {
        SolveOptions options = stepping.options(Sample.T0, Sample.T1).adjoint(adjoint);
        for (Solver solver : List.of(new Tsit5(), new RungeKutta4())) {
            if (options.controller().errorScale().isPresent() && !solver.estimatesError()) {
                continue;
            }
            Function<Times, Tensor> loss = times -> loss(times, solver, saveAt, options);
            Times gradient = Autodiff.grad(loss).apply(AT);
            assertEquals(0, gradient.distance(forward(loss)), SAME_NUMBERS, solver.toString());
            assertTrue(Gap.absolute(gradient.all().zerosLike(), gradient.all()) > 1e-3, "a gradient to speak of");
        }
    }

    @Test
    void solversThatAreReversibleByThemselvesGiveTheSame() {
        SolveOptions options = SolveOptions.standard().dt0(0.07).adjoint(new ReversibleAdjoint());
        for (Solver solver : List.of(new LeapfrogMidpoint(), new ReversibleHeun())) {
            Function<Times, Tensor> loss =
                    times -> loss(times, solver, ts -> SaveAt.ts(ts).andT1(), options);
            Times gradient = Autodiff.grad(loss).apply(AT);
            assertEquals(0, gradient.distance(forward(loss)), SAME_NUMBERS, solver.toString());
        }
    }

    /** A jump sets the solver's state back: its init has a time too. */
    @Test
    void timesAreDifferentiatedThroughJumps() {
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new ClipStepSizeController(new PIDController(1e-5, 1e-7)).jumpTs(0.9, 1.4))
                    .adjoint(adjoint);
            Function<Times, Tensor> loss = times -> loss(times, new Tsit5(), SaveAt::ts, options);
            Times gradient = Autodiff.grad(loss).apply(AT);
            assertEquals(0, gradient.distance(forward(loss)), SAME_NUMBERS, adjoint.toString());
        }
    }

    static Stream<Arguments> differentiated() {
        List<Arguments> grid = new ArrayList<>();
        stepping()
                .forEach((steps, options) -> saved().forEach((what, saveAt) -> {
                    grid.add(Arguments.of(what, steps, saveAt, options));
                }));
        return grid.stream();
    }

    /** Adaptive steps are held fixed: their differences are those of a solve through the same times. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("differentiated")
    void theGradientIsThatOfFiniteDifferencesWithTheStepsHeldFixed(
            String what, String steps, Function<Tensor, SaveAt> saveAt, Stepping stepping) {
        SolveOptions options = stepping.options(Sample.T0, Sample.T1);
        double[] taken = Sample.solve(Sample.AT, new Bosh3(), Sample.T0, Sample.T1, options)
                .stepTimes();
        double[] inside = Arrays.copyOfRange(taken, 1, taken.length - 1);
        boolean adapts = options.controller().errorScale().isPresent();
        Times reference = differences(times -> {
            double t0 = times.t0().item();
            double t1 = times.t1().item();
            return loss(times, new Bosh3(), saveAt, adapts ? through(t0, inside, t1) : stepping.options(t0, t1));
        });
        Times gradient = Autodiff.grad((Times times) -> loss(times, new Bosh3(), saveAt, options))
                .apply(AT);
        assertEquals(0, gradient.distance(reference), DIFFERENCES);
    }

    /** y' = f(t) has dy(t1)/dt1 = f(t1) and dy(t1)/dt0 = −f(t0), which small steps come near to. */
    @Test
    void timesOfAnIntegralAreDifferentiatedToItsIntegrand() {
        Function<Times, Tensor> loss = times -> DiffEqSolve.diffeqsolve(
                        new ODETerm<Tensor, Tensor>(
                                (t, y, args) -> t.times(3).sin().plus(y.times(0))),
                        new Tsit5(),
                        times.t0(),
                        times.t1(),
                        Tensor.of(1.0),
                        null,
                        SolveOptions.standard()
                                .dt0(0.01)
                                .saveAt(SaveAt.ts(times.ts()).andT1()))
                .ys()
                .flatten()
                .dot(Tensor.of(2, 3, 5, 7, 1));
        Times gradient = Autodiff.grad((Times times) -> loss.apply(times)).apply(AT);
        assertEquals(Math.sin(3 * Sample.T1), gradient.t1().item(), 1e-9);
        assertEquals(-18 * Math.sin(3 * Sample.T0), gradient.t0().item(), 1e-8);
        double[] weights = {2, 3, 5, 7};
        for (int i = 0; i < 4; i++) {
            assertEquals(weights[i] * Math.sin(3 * TS[i]), gradient.ts().get(i).item(), 1e-6);
        }
    }

    @Test
    void timesAtTheEndsOfASolveAndBackInTimeAreDifferentiatedToo() {
        Times at = new Times(Tensor.scalar(2.0), Tensor.scalar(0.5), Tensor.of(2.0, 1.5, 0.5));
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint())) {
            Function<Times, Tensor> loss = times -> loss(
                    times,
                    new Tsit5(),
                    SaveAt::ts,
                    SolveOptions.standard().dt0(-0.25).adjoint(adjoint));
            Times gradient = Autodiff.grad(loss).apply(at);
            double[] slopes = new double[5];
            for (int i = 0; i < 5; i++) {
                double[] unit = new double[5];
                unit[i] = 1;
                slopes[i] = Autodiff.jvp(loss, at, Times.of(Tensor.of(unit)))
                        .tangent()
                        .item();
                assertTrue(i == 1 || Math.abs(slopes[i]) > 1e-3, "each time but t1, where a fixed ts[2] is saved");
            }
            assertEquals(0, gradient.distance(Times.of(Tensor.of(slopes))), SAME_NUMBERS);
        }
    }

    @Test
    void secondDerivativesForTimesAreThoseOfDifferencesOfTheFirst() {
        Function<Times, Tensor> loss = times ->
                loss(times, new Tsit5(), SaveAt::ts, SolveOptions.standard().dt0(0.07));
        Times direction = new Times(Tensor.scalar(0.3), Tensor.scalar(-0.7), Tensor.of(1, -0.5, 0.2, 0.4));
        Times product = Autodiff.hvp(loss, AT, direction);
        double h = 1e-5;
        Times up =
                Autodiff.grad(loss).apply(Times.of(AT.all().plus(direction.all().times(h))));
        Times down = Autodiff.grad(loss)
                .apply(Times.of(AT.all().minus(direction.all().times(h))));
        Tensor differences = up.all().minus(down.all()).dividedBy(2 * h);
        assertEquals(
                0, Gap.relative(differences, product.all()), 1e-6); // the dense output's second derivative is rough
    }

    @Test
    void timesThatNobodyDifferentiatesCostNothing() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options =
                SolveOptions.standard().dt0(0.1).onGradient(reports::add).saveAt(SaveAt.ts(TS));
        Autodiff.grad(Sample.loss(new Tsit5(), options)).apply(Sample.AT);
        Autodiff.grad((Times times) -> loss(times, new Tsit5(), SaveAt::ts, options))
                .apply(AT);
        assertTrue(
                reports.get(0).evaluations() < reports.get(1).evaluations(),
                "only rows at times that are followed need their steps again");
    }

    /** With steps so small that continuous and discrete derivatives agree to 1e-8, ts only to the order of the dense output. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("continuous")
    void backsolveIsRightToTheAccuracyOfItsSolve(String what, Function<Tensor, SaveAt> saveAt) {
        SolveOptions options = SolveOptions.standard().dt0(0.01);
        Times gradient = Autodiff.grad(
                        (Times times) -> loss(times, new Tsit5(), saveAt, options.adjoint(new BacksolveAdjoint())))
                .apply(AT);
        Times reference = Autodiff.grad(
                        (Times times) -> loss(times, new Tsit5(), saveAt, options.adjoint(new DirectAdjoint())))
                .apply(AT);
        assertEquals(0, gradient.distance(reference), 1e-7);
    }

    static Stream<Arguments> continuous() {
        return saved().entrySet().stream()
                .filter(entry -> !entry.getValue().apply(Tensor.of(TS)).isDense())
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    /** Rows at t0, where a solve has no steps yet, between, and at t1; forward and back in time. */
    @Test
    void backsolveKnowsThatRowsAtTheEndsMoveWithTheirTimes() {
        for (Times at : List.of(
                new Times(Tensor.scalar(0.5), Tensor.scalar(2.0), Tensor.of(0.5, 0.5, 1.5, 2.0)),
                new Times(Tensor.scalar(2.0), Tensor.scalar(0.5), Tensor.of(2.0, 2.0, 1.5, 0.5)))) {
            SolveOptions options =
                    SolveOptions.standard().dt0(at.t1().item() > at.t0().item() ? 0.01 : -0.01);
            Function<Adjoint, Times> gradient = adjoint -> Autodiff.grad(
                            (Times times) -> loss(times, new Tsit5(), SaveAt::ts, options.adjoint(adjoint)))
                    .apply(at);
            Times reference = gradient.apply(new DirectAdjoint());
            assertTrue(Math.abs(reference.ts().get(0).item()) > 1e-2, "a row at t0 moves along the slope");
            assertEquals(
                    0, gradient.apply(new BacksolveAdjoint()).distance(reference), 1e-7); // steps of 0.01, as above
        }
    }

    @Test
    void implicitGradientsRefuseTimes() {
        SolveOptions options = SolveOptions.standard().dt0(0.1).adjoint(new ImplicitAdjoint());
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> Autodiff.grad((Times times) -> loss(times, new Tsit5(), ts -> SaveAt.t1(), options))
                        .apply(AT));
        assertTrue(
                refusal.getMessage().startsWith("ImplicitAdjoint cannot differentiate with respect to t0 and t1"),
                refusal.getMessage());
    }

    @Test
    void aSolveWithoutStepsHasNoDerivativeForItsTimes() {
        Times still = new Times(Tensor.scalar(1.5), Tensor.scalar(1.5), Tensor.of(1.5));
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        var refusal = assertThrows(
                GradientException.class,
                () -> Autodiff.grad((Times times) -> loss(times, new Tsit5(), ts -> SaveAt.t1(), options))
                        .apply(still));
        assertTrue(
                refusal.getMessage()
                        .startsWith(
                                "a solve without steps has no derivative with respect to its times; this one stays at t0 = 1.5"),
                refusal.getMessage());
    }

    @Test
    void timesOfAnotherTypeAreRefused() {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Sample.solve(
                        Sample.AT,
                        new Tsit5(),
                        Tensor.of(0, 1),
                        Tensor.scalar(1),
                        SolveOptions.standard().dt0(0.1)));
        assertTrue(refusal.getMessage().startsWith("t0 must be a float64 scalar, got "), refusal.getMessage());
        refusal = assertThrows(IllegalArgumentException.class, () -> SaveAt.ts(Tensor.of(new double[][] {{1, 2}})));
        assertTrue(
                refusal.getMessage().startsWith("the times of SaveAt must be a float64 vector, got "),
                refusal.getMessage());
    }
}
