package org.palinode.tests.ode.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.support.Refusals.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Saved;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** Several outputs of one solve, each with its own times and its own function of t, y and args. */
class SubSaveAtTest {
    /** The reverse sweep and forward mode multiply the same numbers in another order. */
    private static final double SAME_NUMBERS = 1e-12;

    /** Two tensors, from all that there is. */
    record Pair(Tensor energy, Tensor moved) {}

    private static SubSaveAt<Tensor, Tensor, Pair> pairs(SaveAt at) {
        return SubSaveAt.of(
                at,
                (t, y, args) ->
                        new Pair(y.square().sum().times(args.get(0)), y.times(t).sin()));
    }

    private static SolveOptions constant() {
        return SolveOptions.standard().dt0(0.25); // eight steps from 0.2 to 2.2
    }

    private static Solution<Tensor> solve(SolveOptions options, SubSaveAt<?, ?, ?>... subs) {
        return Sample.solve(Sample.AT, new Tsit5(), Sample.T0, Sample.T1, options.saveAt(SaveAt.subs(subs)));
    }

    @Test
    void eachOutputHasItsOwnTimesInTheOrderOfTime() {
        SubSaveAt<Tensor, Tensor, Tensor> every3 =
                SubSaveAt.of(SaveAt.t0().andSteps(3).andT1());
        SubSaveAt<Tensor, Tensor, Tensor> given = SubSaveAt.of(SaveAt.ts(0.2, 0.45, 1.0, 2.2));
        SubSaveAt<Tensor, Tensor, Tensor> other =
                SubSaveAt.of(SaveAt.ts(0.3, 1.0).andSteps(4).andT1());
        Solution<Tensor> solution = solve(constant(), every3, given, other);
        assertArrayEquals(
                new double[] {0.2, 0.95, 1.7, 2.2}, solution.saved(every3).ts(), 1e-15);
        assertArrayEquals(
                new double[] {0.2, 0.45, 1.0, 2.2}, solution.saved(given).ts());
        assertArrayEquals(
                new double[] {0.3, 1.0, 1.2, 2.2}, solution.saved(other).ts(), 1e-15);
    }

    @Test
    void eachOutputIsWhatASolveForItAloneSaves() {
        List<SaveAt> kinds = List.of(
                SaveAt.t1(),
                SaveAt.t0(),
                SaveAt.ts(0.3, 1.1),
                SaveAt.steps(3),
                SaveAt.ts(0.7).andSteps(2).andT1());
        List<SubSaveAt<Tensor, Tensor, Tensor>> subs = new ArrayList<>();
        kinds.forEach(at -> subs.add(SubSaveAt.of(at)));
        Solution<Tensor> together = solve(constant(), subs.toArray(SubSaveAt[]::new));
        for (int i = 0; i < kinds.size(); i++) {
            Solution<Tensor> alone = Sample.solve(
                    Sample.AT, new Tsit5(), Sample.T0, Sample.T1, constant().saveAt(kinds.get(i)));
            Saved<Tensor> saved = together.saved(subs.get(i));
            assertArrayEquals(alone.ts(), saved.ts());
            assertArrayEquals(alone.ys().toArray(), saved.ys().toArray());
        }
    }

    @Test
    void outputsOfASolveBackInTimeAreInItsOrder() {
        SubSaveAt<Tensor, Tensor, Tensor> one = SubSaveAt.of(SaveAt.ts(1.0));
        SubSaveAt<Tensor, Tensor, Tensor> two = SubSaveAt.of(SaveAt.ts(2.0, 0.5));
        SolveOptions options = SolveOptions.standard().dt0(-0.25).saveAt(SaveAt.subs(one, two));
        Solution<Tensor> solution = Sample.solve(Sample.AT, new Tsit5(), Sample.T1, Sample.T0, options);
        Solution<Tensor> alone =
                Sample.solve(Sample.AT, new Tsit5(), Sample.T1, Sample.T0, options.saveAt(SaveAt.ts(2.0, 1.0, 0.5)));
        assertArrayEquals(alone.y(1).toArray(), solution.saved(one).y(0).toArray());
        assertArrayEquals(alone.y(2).toArray(), solution.saved(two).y(-1).toArray());
    }

    @Test
    void aFunctionMapsEachValueToAnyTree() {
        SubSaveAt<Tensor, Tensor, Pair> sub = pairs(SaveAt.ts(0.3, 1.1));
        Solution<Tensor> solution = solve(constant(), sub, SubSaveAt.of(SaveAt.t1()));
        Tensor ys = Sample.solve(
                        Sample.AT, new Tsit5(), Sample.T0, Sample.T1, constant().saveAt(SaveAt.ts(0.3, 1.1)))
                .ys();
        Pair saved = solution.saved(sub).ys();
        assertEquals("[2]", saved.energy().shape().toString());
        assertEquals("[2, 3]", saved.moved().shape().toString());
        assertEquals(
                ys.get(1).square().sum().item() * 0.7, saved.energy().get(1).item(), 1e-15);
        assertEquals(
                Math.sin(ys.get(0, 2).item() * 0.3), saved.moved().get(0, 2).item(), 1e-15);
    }

    static Stream<Arguments> adjointsAndSteps() {
        List<Arguments> grid = new ArrayList<>();
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3), new ReversibleAdjoint())) {
            grid.add(Arguments.of("constant", SolveOptions.standard().dt0(0.27), adjoint));
            grid.add(Arguments.of(
                    "adaptive", SolveOptions.standard().controller(new PIDController(1e-5, 1e-7)), adjoint));
            grid.add(Arguments.of(
                    "given",
                    SolveOptions.standard().controller(new StepTo(Sample.T0, 0.5, 1.1, 1.9, Sample.T1)),
                    adjoint));
        }
        return grid.stream();
    }

    private static Tensor loss(Inputs in, Tensor ts, Tensor t1, SolveOptions options) {
        SubSaveAt<Tensor, Tensor, Pair> mapped = SubSaveAt.of(
                SaveAt.ts(ts).andSteps(2).andT1(),
                (t, y, args) -> new Pair(
                        y.dot(in.closedOver().get(0)).times(args.get(0)),
                        y.times(t).sin()));
        SubSaveAt<Tensor, Tensor, Tensor> plain =
                SubSaveAt.of(SaveAt.t0().andTs(0.9).andT1());
        Solution<Tensor> solution = Sample.solve(
                in,
                new Bosh3(),
                Tensor.scalar(Sample.T0),
                t1,
                options.saveAt(SaveAt.subs(mapped, plain).andDense()));
        Pair pair = solution.saved(mapped).ys();
        return Sample.weighted(pair.energy())
                .plus(Sample.weighted(pair.moved()))
                .plus(Sample.weighted(solution.saved(plain).ys()))
                .plus(Sample.weighted(solution.evaluate(1.3)));
    }

    private static final Tensor TS = Tensor.of(0.3, 0.31, 1.15);

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("adjointsAndSteps")
    void gradientsOfOutputsAreExact(String steps, SolveOptions options, Adjoint adjoint) {
        Function<Inputs, Tensor> loss = in -> loss(in, TS, Tensor.scalar(Sample.T1), options.adjoint(adjoint));
        Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
        assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), SAME_NUMBERS);
        if (steps.equals("constant")) {
            assertEquals(0, gradient.distance(Inputs.differences(loss, Sample.AT)), 1e-8); // central differences
        }
    }

    /** The function's own t moves with ts, and at the end of a step with t1. */
    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("adjointsAndSteps")
    void gradientsReachTheTimesOfAFunction(String steps, SolveOptions options, Adjoint adjoint) {
        Function<Tensor, Tensor> loss =
                times -> loss(Sample.AT, times.slice(0, 0, 3), times.get(3), options.adjoint(adjoint));
        Tensor at = Tensor.concatenate(0, TS, Tensor.of(Sample.T1));
        Tensor gradient = Autodiff.grad(loss).apply(at);
        for (int i = 0; i < 4; i++) {
            double[] unit = new double[4];
            unit[i] = 1;
            double tangent = Autodiff.jvp(loss, at, Tensor.of(unit)).tangent().item();
            assertEquals(tangent, gradient.get(i).item(), 1e-12 * Math.abs(tangent));
        }
        if (steps.equals("constant")) {
            double h = 1e-5;
            for (int i = 0; i < 4; i++) {
                double[] unit = new double[4];
                unit[i] = h;
                double difference = loss.apply(at.plus(Tensor.of(unit)))
                                .minus(loss.apply(at.minus(Tensor.of(unit))))
                                .item()
                        / (2 * h);
                assertEquals(difference, gradient.get(i).item(), 1e-8);
            }
        }
    }

    @Test
    void backsolveServesOutputsToTheAccuracyOfItsSolve() {
        SubSaveAt<Tensor, Tensor, Pair> sub = pairs(SaveAt.ts(0.3, 1.1).andT1());
        SolveOptions options = SolveOptions.standard().dt0(0.01).saveAt(SaveAt.subs(sub));
        Function<Adjoint, Inputs> gradient = adjoint -> Autodiff.grad((Inputs in) ->
                        Sample.weighted(Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options.adjoint(adjoint))
                                .saved(sub)
                                .ys()
                                .moved()))
                .apply(Sample.AT);
        assertEquals(0, gradient.apply(new BacksolveAdjoint()).distance(gradient.apply(new DirectAdjoint())), 1e-9);
    }

    /** The function's t is that of the event, at the end of the step that it ends, and moves with it. */
    @Test
    void theTimeOfAFunctionMovesWithTheEventThatEndsItsStep() {
        SubSaveAt<Tensor, Tensor, Tensor> sub =
                SubSaveAt.of(SaveAt.steps().andT1(), (t, y, args) -> t.times(3).plus(y.sum()));
        Event<Tensor, Tensor> half = Event.when((t, y, args) -> y.get(0).minus(0.6));
        for (Event<Tensor, Tensor> event : List.of(half, half.continuing())) {
            SolveOptions options = constant().events(event).saveAt(SaveAt.subs(sub));
            Function<Inputs, Tensor> loss =
                    in -> Sample.weighted(Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options)
                            .saved(sub)
                            .ys());
            Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
            assertEquals(0, gradient.distance(Inputs.differences(loss, Sample.AT)), 1e-7); // central differences
            assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), SAME_NUMBERS);
        }
    }

    @Test
    void emptyOutputsAndMixturesAreRefused() {
        refused(() -> SaveAt.subs(), "SaveAt.subs() saves nothing without outputs");
        refused(() -> SubSaveAt.of(SaveAt.dense()), "a SubSaveAt must save something, got SaveAt[dense]");
        refused(
                () -> SubSaveAt.of(SaveAt.t1().andDense()),
                "a SubSaveAt cannot be dense, keep the state of the solve, or have outputs of its own");
        refused(
                () -> SaveAt.subs(SubSaveAt.of(SaveAt.t1())).andT0(),
                "a SaveAt with subs cannot save by itself too, got SaveAt[1 subs]");
        refused(() -> SaveAt.steps(0), "SaveAt.steps saves every n-th step with n at least 1, got 0");
        Solution<Tensor> solution = solve(constant(), SubSaveAt.of(SaveAt.t1()));
        refused(() -> solution.saved(pairs(SaveAt.t0())), "this solution did not save for SubSaveAt[");
        var refusal = assertThrows(IllegalStateException.class, solution::ys);
        assertTrue(
                refusal.getMessage().startsWith("this solution has several outputs; read each by saved(sub)"),
                refusal.getMessage());
    }

    @Test
    void aFunctionForOtherArgumentsIsRefused() {
        record Rates(Tensor rate) {}
        SubSaveAt<Tensor, Rates, Tensor> other = SubSaveAt.of(SaveAt.t1(), (t, y, args) -> y.times(args.rate()));
        var solution = diffeqsolve(
                new ODETerm<Tensor, Tensor>((t, y, args) -> y),
                new Tsit5(),
                0,
                1,
                Tensor.of(1),
                Tensor.of(2),
                SolveOptions.standard().dt0(0.1).saveAt(SaveAt.subs(other)));
        assertEquals(
                "the function of " + other
                        + " is written for another state or other arguments: this solve has a Tensor as its state and a Tensor as"
                        + " its arguments; give one that takes what the vector field takes",
                assertThrows(IllegalArgumentException.class, () -> solution.saved(other))
                        .getMessage());
    }
}
