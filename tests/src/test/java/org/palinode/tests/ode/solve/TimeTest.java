package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** Direction, length and place of the interval of a solve. */
class TimeTest {
    private static final ODETerm<Tensor, Tensor> FORWARD =
            new ODETerm<>((t, y, args) -> y.sin().times(t.cos()).plus(t.times(0.1)));
    /** y(−t) of FORWARD. */
    private static final ODETerm<Tensor, Tensor> MIRRORED = new ODETerm<>(
            (t, y, args) -> FORWARD.field().apply(t.negate(), y, args).negate());

    private static final Tensor Y0 = Tensor.of(0.5, -1);

    static Stream<SolveOptions> stepping() {
        SolveOptions options = SolveOptions.standard();
        return Stream.of(
                options.dt0(0.07),
                options.controller(new StepTo(0.3, 0.5, 1, 1.9, 2.3)),
                options.controller(new PIDController(1e-6, 1e-8)),
                options.controller(new PIDController(1e-6, 1e-8).withDtmax(0.1)).dt0(0.01));
    }

    private static SolveOptions mirrored(SolveOptions options) {
        SolveOptions back =
                options.dt0().isPresent() ? options.dt0(-options.dt0().getAsDouble()) : options;
        return options.controller() instanceof StepTo steps ? back.controller(new StepTo(negated(steps.ts()))) : back;
    }

    private static double[] negated(double[] times) {
        return Arrays.stream(times).map(t -> -t).toArray();
    }

    /** Mirrored numbers are the same numbers: nothing is rounded in another way. */
    @ParameterizedTest
    @MethodSource("stepping")
    void aSolveBackInTimeIsTheMirroredOne(SolveOptions options) {
        SaveAt there =
                SaveAt.t0().andTs(0.3, 0.8, 2.2999, 2.3).andSteps().andT1().andDense();
        SaveAt back =
                SaveAt.t0().andTs(-0.3, -0.8, -2.2999, -2.3).andSteps().andT1().andDense();
        Solution<Tensor> forward = diffeqsolve(FORWARD, new Tsit5(), 0.3, 2.3, Y0, null, options.saveAt(there));
        Solution<Tensor> mirrored = diffeqsolve(
                MIRRORED, new Tsit5(), -0.3, -2.3, Y0, null, mirrored(options).saveAt(back));
        assertArrayEquals(forward.ts(), negated(mirrored.ts()), 0);
        assertArrayEquals(forward.stepTimes(), negated(mirrored.stepTimes()), 0);
        assertEquals(0, Gap.absolute(forward.ys(), mirrored.ys()), 0);
        assertEquals(0, Gap.absolute(forward.evaluate(1.234), mirrored.evaluate(-1.234)), 0);
        assertEquals(0, Gap.absolute(forward.derivative(1.234).negate(), mirrored.derivative(-1.234)), 0);
    }

    @Test
    void aSolveThereAndBackReturns() {
        SolveOptions fine = SolveOptions.standard().controller(new PIDController(1e-11, 1e-11));
        Tensor there = diffeqsolve(FORWARD, new Tsit5(), 0, 2, Y0, null, fine).y1();
        Tensor back = diffeqsolve(FORWARD, new Tsit5(), 2, 0, there, null, fine).y1();
        assertEquals(0, Gap.absolute(Y0, back), 1e-9); // a hundred times the tolerance: the errors of all steps
    }

    static List<Adjoint> adjoints() {
        return List.of(
                new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint());
    }

    /** Back in time the gradient is right as well. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void gradientsOfASolveBackInTimeAreRight(Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard()
                .dt0(-0.01)
                .adjoint(adjoint)
                .saveAt(SaveAt.ts(2, 0.777).andT1());
        Function<Inputs, Tensor> loss = in -> Sample.weighted(
                Sample.solve(in, new Tsit5(), Sample.T1, Sample.T0, options).ys());
        Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
        double tolerance = adjoint instanceof BacksolveAdjoint ? 1e-9 : 1e-12;
        assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), tolerance);
    }

    /** Nothing happens, and everything asked for is y0. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void anEmptyIntervalGivesTheStartBack(Adjoint adjoint) {
        List<SaveAt> all = List.of(
                SaveAt.t0(),
                SaveAt.t1(),
                SaveAt.ts(1.5, 1.5),
                SaveAt.t0().andTs(1.5).andT1(),
                SaveAt.t1().andSteps());
        for (SaveAt saveAt : all) {
            SolveOptions options =
                    SolveOptions.standard().dt0(0.1).saveAt(saveAt).adjoint(adjoint);
            Solution<Tensor> solution = diffeqsolve(FORWARD, new Tsit5(), 1.5, 1.5, Y0, null, options);
            assertTrue(solution.isSuccessful());
            assertEquals(0, solution.statistics().steps());
            assertTrue(solution.ts().length > 0, saveAt.toString());
            for (int i = 0; i < solution.ts().length; i++) {
                assertEquals(1.5, solution.ts()[i], 0);
                assertEquals(0, Gap.absolute(Y0, solution.y(i)), 0);
            }
            Tensor gradient = Autodiff.grad(
                            (Tensor y0) -> diffeqsolve(FORWARD, new Tsit5(), 1.5, 1.5, y0, null, options)
                                    .ys()
                                    .sum())
                    .apply(Y0);
            assertEquals(0, Gap.absolute(Tensor.full(Y0.type(), solution.ts().length), gradient), 0, saveAt.toString());
        }
    }

    @Test
    void anEmptyIntervalHasNoStepsAndADenseSolutionAtItsOnlyTime() {
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        Solution<Tensor> steps = diffeqsolve(FORWARD, new Tsit5(), 1.5, 1.5, Y0, null, options.saveAt(SaveAt.steps()));
        assertEquals(0, steps.ts().length);
        Solution<Tensor> dense = diffeqsolve(FORWARD, new Tsit5(), 1.5, 1.5, Y0, null, options.saveAt(SaveAt.dense()));
        assertEquals(0, Gap.absolute(Y0, dense.evaluate(1.5)), 0);
        var refusal = assertThrows(IllegalStateException.class, () -> dense.derivative(1.5));
        assertTrue(refusal.getMessage().contains("without steps has no derivative"), refusal.getMessage());
    }

    /** The unit of time is nobody's business. A power of ten does not scale numbers exactly, so steps differ in their last digits. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-15, 1e-12, 1e-6, 1e-3, 1e3, 1e6, 1e12, 1e15})
    void theUnitOfTimeDoesNotMatter(double unit) {
        ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, args) ->
                FORWARD.field().apply(t.dividedBy(unit), y, null).dividedBy(unit));
        SolveOptions adaptive = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        Solution<Tensor> expected = diffeqsolve(
                FORWARD, new Tsit5(), 0.5, 2, Y0, null, adaptive.dt0(0.1).saveAt(SaveAt.ts(0.5, 0.7, 2)));
        Solution<Tensor> scaled = diffeqsolve(
                term,
                new Tsit5(),
                0.5 * unit,
                2 * unit,
                Y0,
                null,
                adaptive.dt0(0.1 * unit).saveAt(SaveAt.ts(0.5 * unit, 0.7 * unit, 2 * unit)));
        assertEquals(expected.statistics().steps(), scaled.statistics().steps());
        assertEquals(0, Gap.absolute(expected.ys(), scaled.ys()), 1e-12);

        // the published rule for the first step has a unit in it: other steps, to the tolerance the same solution
        Solution<Tensor> automatic = diffeqsolve(term, new Tsit5(), 0.5 * unit, 2 * unit, Y0, null, adaptive);
        assertEquals(0, Gap.absolute(expected.y1(), automatic.y1()), 1e-5);

        Solution<Tensor> constant = diffeqsolve(
                term,
                new Tsit5(),
                0.5 * unit,
                2 * unit,
                Y0,
                null,
                SolveOptions.standard().dt0(0.01 * unit));
        assertEquals(150, constant.statistics().steps());
    }

    /** A late start is as good as an early one, as far as numbers reach: 1e-10 of a unit at 1e6. */
    @Test
    void aLateStartDoesNotMatter() {
        ODETerm<Tensor, Tensor> late =
                new ODETerm<>((t, y, args) -> FORWARD.field().apply(t.minus(1e6), y, null));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        Solution<Tensor> expected = diffeqsolve(FORWARD, new Tsit5(), 0, 2, Y0, null, options);
        Solution<Tensor> solution = diffeqsolve(late, new Tsit5(), 1e6, 1e6 + 2, Y0, null, options);
        assertEquals(expected.statistics().steps(), solution.statistics().steps());
        assertEquals(0, Gap.absolute(expected.y1(), solution.y1()), 1e-9);
        assertEquals(1e6 + 2, solution.ts()[0], 0);
    }

    /** Ends come from an index, so that rounding does not pile up and no tiny step is left over. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 10, 49, 1000, 4095})
    void constantStepsDivideTheIntervalWithoutALeftover(int count) {
        SolveOptions options = SolveOptions.standard().dt0(1.0 / count);
        Solution<Tensor> solution = diffeqsolve(FORWARD, new Tsit5(), 0, 1, Y0, null, options);
        double[] times = solution.stepTimes();
        assertEquals(count, solution.statistics().steps());
        for (int i = 0; i <= count; i++) {
            assertEquals((double) i / count, times[i], 2e-16);
        }
        assertEquals(1, times[count], 0);
    }

    @Test
    void anUnevenLastStepIsSpreadOverTheOthers() {
        Solution<Tensor> solution = diffeqsolve(FORWARD, new Tsit5(), 0, 1, 0.3, Y0, null);
        assertArrayEquals(new double[] {0, 0.3, 0.5, 0.75, 1}, solution.stepTimes(), 1e-15);
        Solution<Tensor> single = diffeqsolve(FORWARD, new Tsit5(), 0, 1, 7, Y0, null);
        assertArrayEquals(new double[] {0, 1}, single.stepTimes(), 0);
    }
}
