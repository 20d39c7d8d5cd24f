package org.palinode.tests.ode.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** Whatever is saved of a solve, under whatever adjoint: its gradient is exact, or the adjoint refuses and says so. */
class SaveAtGradientTest {
    /** The reverse sweep and forward mode multiply the same numbers in another order. */
    private static final double SAME_NUMBERS = 1e-12;

    private static Map<String, SaveAt> saved() {
        Map<String, SaveAt> saved = new LinkedHashMap<>();
        saved.put("t0", SaveAt.t0());
        saved.put("t1", SaveAt.t1());
        saved.put("times inside", SaveAt.ts(0.3, 0.31, 1.1, 2.1999));
        saved.put("times at the ends", SaveAt.ts(Sample.T0, Sample.T0, Sample.T1, Sample.T1));
        saved.put("steps", SaveAt.steps());
        saved.put("dense", SaveAt.dense());
        saved.put("all", SaveAt.t0().andTs(0.3, 0.31, 1.1).andSteps().andT1());
        saved.put(
                "all and dense",
                SaveAt.t0().andTs(0.3, 0.31, 1.1).andSteps().andT1().andDense());
        return saved;
    }

    private static Map<String, SolveOptions> stepping() {
        Map<String, SolveOptions> stepping = new LinkedHashMap<>();
        SolveOptions standard = SolveOptions.standard();
        stepping.put("constant steps", standard.dt0(0.05));
        stepping.put("given steps", standard.controller(new StepTo(Sample.T0, 0.3, 0.5, 1, 1.1, 1.5, 1.9, Sample.T1)));
        stepping.put("adaptive steps", standard.controller(new PIDController(1e-5, 1e-7)));
        return stepping;
    }

    static Stream<Arguments> exact() {
        List<Arguments> grid = new ArrayList<>();
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(4), new ReversibleAdjoint())) {
            stepping()
                    .forEach((steps, options) -> saved().forEach((what, saveAt) -> grid.add(Arguments.of(
                            what, steps, adjoint, options.saveAt(saveAt).adjoint(adjoint)))));
        }
        return grid.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("exact")
    void discreteAdjointsAreExactWhateverIsSaved(String what, String steps, Adjoint adjoint, SolveOptions options) {
        Function<Inputs, Tensor> loss = in -> value(Sample.solve(in, new Bosh3(), Sample.T0, Sample.T1, options));
        Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
        assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), SAME_NUMBERS);
    }

    static Stream<Arguments> continuous() {
        return saved().entrySet().stream()
                .filter(entry -> !entry.getValue().isDense())
                .flatMap(saveAt -> Stream.of(
                                SolveOptions.standard().dt0(0.01),
                                stepsTo(200),
                                SolveOptions.standard().controller(new PIDController(1e-11, 1e-12)))
                        .map(options -> Arguments.of(saveAt.getKey(), options.saveAt(saveAt.getValue()))));
    }

    private static SolveOptions stepsTo(int count) {
        StepSizeController controller =
                new StepTo(Tensor.linspace(Sample.T0, Sample.T1, count + 1).toArray());
        return SolveOptions.standard().controller(controller);
    }

    /** Steps so small that the continuous adjoint and the discrete one agree to 1e-10. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("continuous")
    void backsolveIsRightToTheAccuracyOfItsSolve(String what, SolveOptions options) {
        Inputs gradient = Autodiff.grad(Sample.loss(new Tsit5(), options.adjoint(new BacksolveAdjoint())))
                .apply(Sample.AT);
        Inputs reference = Autodiff.grad(Sample.loss(new Tsit5(), options.adjoint(new DirectAdjoint())))
                .apply(Sample.AT);
        assertEquals(0, gradient.distance(reference), 1e-9);
    }

    /** From t0 to t0 there are no steps: every row is y0. */
    @Test
    void aSolveOfNoLengthHasTheGradientOfItsRows() {
        for (Adjoint adjoint : List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(4),
                new ReversibleAdjoint(),
                new BacksolveAdjoint(),
                new ForwardModeAdjoint())) {
            for (SolveOptions options : stepping().values()) {
                if (options.controller() instanceof StepTo) {
                    continue; // its times must rise
                }
                SolveOptions saving =
                        options.saveAt(SaveAt.t0().andTs(1.5, 1.5).andT1()).adjoint(adjoint);
                Inputs gradient = Autodiff.grad((Inputs in) -> value(Sample.solve(in, new Bosh3(), 1.5, 1.5, saving)))
                        .apply(Sample.AT);
                double[] expected = new double[3];
                for (int k = 0; k < 12; k++) {
                    expected[k % 3] += Math.cos(k + 1);
                }
                assertArrayEquals(expected, gradient.y0().toArray(), 1e-15, adjoint.toString());
                assertEquals(0, Gap.absolute(gradient.args().zerosLike(), gradient.args()));
            }
        }
    }

    @Test
    void backsolveRefusesDenseOutputAndNamesAWayOut() {
        SolveOptions options =
                SolveOptions.standard().dt0(0.1).saveAt(SaveAt.dense()).adjoint(new BacksolveAdjoint());
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> Sample.solve(Sample.AT, new Tsit5(), Sample.T0, Sample.T1, options));
        assertTrue(
                refusal.getMessage()
                        .startsWith(
                                "BacksolveAdjoint cannot differentiate dense output, which reads the solver's stages;"
                                        + " save at times with SaveAt.ts(...)"),
                refusal.getMessage());
    }

    @Test
    void backsolveRefusesADenseRecordingOfAnotherAdjoint() {
        SolveOptions options = SolveOptions.standard().dt0(0.1).saveAt(SaveAt.dense());
        var recording = Autodiff.vjp(
                (Inputs in) -> value(Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options)), Sample.AT);
        assertThrows(
                UnsupportedOperationException.class,
                () -> recording.pullBack(Tensor.scalar(1), Recorded.under(new BacksolveAdjoint())));
    }

    /** A number that depends on all that was saved, and on values between steps where the solution is dense. */
    private static Tensor value(Solution<Tensor> solution) {
        Tensor value = solution.ts().length > 0 ? Sample.weighted(solution.ys()) : Tensor.scalar(0);
        boolean dense = isDense(solution);
        for (double t : dense ? new double[] {Sample.T0, 0.237, 1.1, 1.1000001, 2.13, Sample.T1} : new double[0]) {
            value = value.plus(Sample.weighted(solution.evaluate(t)).times(1 + t));
        }
        return dense ? value.plus(Sample.weighted(solution.derivative(0.9))) : value;
    }

    private static boolean isDense(Solution<Tensor> solution) {
        try {
            solution.evaluate(Sample.T0);
            return true;
        } catch (IllegalStateException sparse) {
            return false;
        }
    }
}
