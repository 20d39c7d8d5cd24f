package org.palinode.tests.ode.traced;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkpoint;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.traced.SameTrees.assertSame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Compilations;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.Saved;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** A solve in a compiled function gives the numbers of the plain one: the same steps are taken when the program runs. */
class CompiledSolveTest {
    /** The same numbers go through losses whose operations are fused in one of both. */
    private static final double ROUNDING = 1e-12;

    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.125);
    private static final SolveOptions ADAPTIVE = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));

    private static final Turning DIRECTION =
            new Turning(Tensor.of(new double[][] {{1, -1}, {1.2, 1}}), Tensor.of(1, 0.2), Tensor.scalar(-0.7));

    private static Stream<Adjoint> adjoints() {
        return Stream.of(
                new RecursiveCheckpointAdjoint(), new DirectAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint());
    }

    static Stream<SolveOptions> options() {
        return adjoints()
                .flatMap(adjoint -> Stream.of(
                                STEPS.saveAt(SaveAt.t0().andTs(0.3, 1.9).andT1()), ADAPTIVE)
                        .map(options -> options.adjoint(adjoint)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void valueAndGradientAreThoseOfThePlainSolve(SolveOptions options) {
        Function<Turning, Tensor> loss = p -> p.loss(options);
        Turning x = Turning.ONE;
        assertSame(valueAndGrad(loss, x), compile(valueAndGrad(loss)).apply(x), ROUNDING);
        assertSame(grad(loss).apply(x), grad(compile(loss)).apply(x), ROUNDING);
        assertSame(grad(loss).apply(x), grad(checkpoint(loss)).apply(x), ROUNDING);
        assertSame(grad(loss).apply(x), compile(grad(checkpoint(loss))).apply(x), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    @Tag("slow")
    void tangentAndProductOfTheHessianAreThoseOfThePlainSolve(Adjoint adjoint) {
        Function<Turning, Tensor> loss = p -> p.loss(STEPS.dt0(0.5).adjoint(adjoint));
        Turning x = Turning.ONE;
        assertSame(jvp(loss, x, DIRECTION), jvp(compile(loss), x, DIRECTION), ROUNDING);
        assertSame(
                hvp(loss, x, DIRECTION),
                compile((Turning p) -> hvp(loss, p, DIRECTION)).apply(x),
                ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void float32GivesTheSame(Adjoint adjoint) {
        SolveOptions options = STEPS.adjoint(adjoint);
        Function<Turning, Tensor> loss = p -> p.loss(options);
        Turning x = Turning.ONE.cast(DType.FLOAT32);
        // two roundings of a float32 loss, whose sine turns with up to 8 y
        assertSame(valueAndGrad(loss, x), compile(valueAndGrad(loss)).apply(x), 1e-5);
    }

    @Test
    void timesAreInputsOfTheProgram() {
        record Times(Tensor t1, Tensor ts, Turning model) {}
        Function<Times, Tensor> loss = in -> in.model()
                .solution(
                        new Tsit5(), in.t1(), ADAPTIVE.saveAt(SaveAt.ts(in.ts()).andT1()))
                .ys()
                .square()
                .sum();
        Function<Times, Tensor> compiled = compile(loss);
        for (double end : new double[] {2, 1.25}) {
            Times x = new Times(Tensor.scalar(end), Tensor.of(0.25, 1), Turning.ONE);
            assertSame(valueAndGrad(loss, x), valueAndGrad(compiled, x), ROUNDING);
        }
        Times outside = new Times(Tensor.scalar(0.5), Tensor.of(0.25, 1), Turning.ONE);
        var refusal = assertThrows(IllegalArgumentException.class, () -> compiled.apply(outside));
        assertTrue(refusal.getMessage().contains("ts[1] = 1.0"), refusal.getMessage());
    }

    @Test
    void timesOfRowsAreThoseOfThePlainSolve() {
        List<double[]> seen = new ArrayList<>();
        Function<Turning, Tensor> run = p -> {
            Solution<Tensor> solution =
                    p.solution(STEPS.saveAt(SaveAt.t0().andTs(0.3, 1.9).andT1()));
            seen.add(solution.ts());
            return solution.ys();
        };
        assertSame(run.apply(Turning.ONE), compile(run).apply(Turning.ONE), 0);
        assertEquals(
                List.of(0.0, 0.3, 1.9, 2.0),
                Stream.of(seen.get(1)).flatMap(ts -> Arrays.stream(ts).boxed()).toList());
    }

    @Test
    void outputsWithFunctionsOfTheirOwnAreRead() {
        SubSaveAt<Tensor, Tensor, Tensor> energy = SubSaveAt.of(
                SaveAt.ts(1.75, 2), (t, y, k) -> y.square().sum().times(k).plus(t));
        SubSaveAt<Tensor, Tensor, Tensor> ends =
                SubSaveAt.of(SaveAt.t0().andTs(0.5, 1.9).andT1());
        List<List<Double>> times = new ArrayList<>();
        Function<Turning, List<Tensor>> run = p -> {
            Solution<Tensor> solution = p.solution(STEPS.saveAt(SaveAt.subs(energy, ends)));
            Saved<Tensor> first = solution.saved(energy);
            Saved<Tensor> second = solution.saved(ends);
            times.add(Stream.of(first.ts(), second.ts())
                    .flatMap(ts -> Arrays.stream(ts).boxed())
                    .toList());
            return List.of(first.ys(), second.ys());
        };
        assertSame(run.apply(Turning.ONE), compile(run).apply(Turning.ONE), ROUNDING);
        assertEquals(times.get(0), times.get(1));
    }

    @Test
    void aTrainingStepIsCompiledOnce() {
        Function<Turning, Tensor> loss = p -> p.loss(ADAPTIVE.adjoint(new ReversibleAdjoint()));
        int[] traces = {0};
        Function<Turning, Turning> step = compile((Turning p) -> {
            traces[0]++;
            Turning slope = grad(loss).apply(p);
            return Tree.map((a, b) -> a.minus(b.times(0.01)), p, slope);
        });
        Turning x = step.apply(Turning.ONE);
        Turning plain = Turning.ONE;
        Compilations before = Compilations.soFar();
        for (int i = 0; i < 20; i++) {
            x = step.apply(x);
        }
        assertEquals(new Compilations(0, 0), Compilations.soFar().since(before));
        assertEquals(1, traces[0]);
        for (int i = 0; i < 21; i++) {
            Turning slope = grad(loss).apply(plain);
            plain = Tree.map((a, b) -> a.minus(b.times(0.01)), plain, slope);
        }
        assertSame(plain, x, 1e-10); // 21 steps add up rounding
        assertTrue(loss.apply(x).item() < loss.apply(Turning.ONE).item());
    }

    @Test
    void aFunctionThatIsTracedAnewFindsItsPlans() {
        Function<Turning, Tensor> loss = p -> compile((Tensor scale) -> vmap(
                                (Tensor y0) -> new Turning(p.weights(), y0, p.rate()).loss(ADAPTIVE),
                                Tensor.stack(p.start(), p.start().times(scale)))
                        .sum())
                .apply(Tensor.scalar(2));
        Turning first = grad(loss).apply(Turning.ONE);
        Compilations before = Compilations.soFar();
        Turning second = grad(loss).apply(Turning.ONE);
        assertEquals(new Compilations(0, 0), Compilations.soFar().since(before));
        assertSame(first, second, 0);
    }

    @Test
    void aGradientInAProgramRunsTheSolveOnce() {
        List<GradientReport> reports = new ArrayList<>();
        int[] forward = {0};
        SolveOptions heard = STEPS.onGradient(reports::add)
                .onProgress(progress -> forward[0] += progress.backward() ? 0 : 1, Duration.ZERO);
        Function<Turning, Tensor> loss = p -> p.loss(heard);
        valueAndGrad(loss, Turning.ONE);
        int plain = forward[0];
        assertTrue(plain > 0);
        compile(valueAndGrad(loss)).apply(Turning.ONE);
        assertEquals(2 * plain, forward[0]);
        Turning two = Tree.map((a, b) -> Tensor.stack(a, b), Turning.ONE, DIRECTION);
        compile(vmap((Turning p) -> grad(loss).apply(p))).apply(two);
        assertEquals(3 * plain, forward[0]);
        assertEquals(3, reports.size());
    }

    @Test
    void twoAdjointsAreComparedInOneProgram() {
        record Both(Turning first, Turning second) {}
        Function<Turning, Tensor> direct = p -> p.loss(STEPS.adjoint(new DirectAdjoint()));
        Function<Turning, Tensor> recursive = p -> p.loss(STEPS.adjoint(new RecursiveCheckpointAdjoint(3)));
        Both both = compile((Turning p) ->
                        new Both(grad(direct).apply(p), grad(recursive).apply(p)))
                .apply(Turning.ONE);
        assertSame(both.first(), both.second(), ROUNDING);
        assertSame(grad(direct).apply(Turning.ONE), both.first(), ROUNDING);
    }

    @Test
    void oneRunIsPulledBackSeveralTimes() {
        Function<Turning, List<Turning>> rows = p -> {
            var recording = org.palinode.autodiff.Autodiff.vjp(
                    (Turning q) -> q.solution(STEPS).y1(), p);
            return List.of(recording.pullBack(Tensor.of(1, 0)), recording.pullBack(Tensor.of(0, 1)));
        };
        assertSame(rows.apply(Turning.ONE), compile(rows).apply(Turning.ONE), ROUNDING);
    }

    @Test
    void aFailureIsThrownWhenTheProgramRuns() {
        ODETerm<Tensor, Tensor> explodes = new ODETerm<>((t, y, args) -> y.square());
        Function<Tensor, Tensor> end =
                compile((Tensor y0) -> diffeqsolve(explodes, new Tsit5(), 0, 2, y0, null, ADAPTIVE.maxSteps(200))
                        .y1());
        assertEquals(1, end.apply(Tensor.scalar(1 / 3.0)).item(), 1e-5); // y0/(1 − 2 y0), at rtol 1e-6
        var failure = assertThrows(SolveException.class, () -> end.apply(Tensor.scalar(1)));
        assertEquals(1, failure.t(), 1e-3); // the pole
        String explained = failure.explain();
        assertEquals(1, end.apply(Tensor.scalar(1 / 3.0)).item(), 1e-5);
        assertEquals(explained, failure.explain()); // it steps again, with the numbers of its run
    }

    @Test
    void noiseIsThatOfThePlainSolve() {
        Function<Turning, Tensor> end = p -> {
            Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                            (t, y, k) -> p.weights().matmul(y).tanh())
                    .plus(Diffusion.product(
                            (t, y, v, k) -> y.times(k).times(v),
                            VirtualBrownianTree.of(RandomKey.of(7), 0, 1, 1e-3, 2)));
            return diffeqsolve(term, new Heun(), 0, 1, p.start(), p.rate(), STEPS)
                    .y1()
                    .sum();
        };
        assertSame(valueAndGrad(end, Turning.ONE), compile(valueAndGrad(end)).apply(Turning.ONE), ROUNDING);
    }

    @Test
    void implicitSolversRunInPrograms() {
        Function<Turning, Tensor> loss = p -> p.solution(new Kvaerno5(), Tensor.scalar(2), ADAPTIVE)
                .y1()
                .square()
                .sum();
        assertSame(valueAndGrad(loss, Turning.ONE), compile(valueAndGrad(loss)).apply(Turning.ONE), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void aSolveStandsInTheFieldOfAnother(Adjoint adjoint) {
        Function<Turning, Tensor> loss = p -> {
            ODETerm<Tensor, Tensor> outer = new ODETerm<>((t, y, k) -> new Turning(p.weights(), y, k)
                    .solution(new Tsit5(), Tensor.scalar(0.5), STEPS)
                    .y1()
                    .times(t.cos()));
            return diffeqsolve(outer, new Heun(), 0, 1, p.start(), p.rate(), STEPS.adjoint(adjoint))
                    .y1()
                    .sum();
        };
        Turning slope = grad(loss).apply(Turning.ONE);
        assertSame(slope, compile(grad(loss)).apply(Turning.ONE), ROUNDING);
        double h = 1e-5;
        Turning up = Tree.map((a, b) -> a.plus(b.times(h)), Turning.ONE, DIRECTION);
        Turning down = Tree.map((a, b) -> a.minus(b.times(h)), Turning.ONE, DIRECTION);
        double difference = loss.apply(up).minus(loss.apply(down)).item() / (2 * h);
        double along = slope.weights().times(DIRECTION.weights()).sum().item()
                + slope.start().times(DIRECTION.start()).sum().item()
                + slope.rate().times(DIRECTION.rate()).item();
        double error =
                adjoint instanceof BacksolveAdjoint ? 1e-2 : 1e-8; // that of Heun's steps back; h² and rounding over h
        assertEquals(difference, along, error * Math.abs(difference));
    }

    @Test
    void theFlowOfADecayInAFieldIsAFactor() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, k) -> y.negate());
        ODETerm<Tensor, Tensor> flow = new ODETerm<>(
                (t, y, k) -> diffeqsolve(decay, new Tsit5(), 0, 1, 0.1, y, null).y1());
        double end = diffeqsolve(flow, new Tsit5(), 0, 1, 0.1, Tensor.scalar(2), null)
                .y1()
                .item();
        assertEquals(2 * Math.exp(Math.exp(-1)), end, 1e-7); // y' = y/e, both with errors of order 5 at h = 0.1
    }

    /** A ball falls from h on a floor that both are differentiated by; its state is height, speed and time. */
    private static Tensor fall(Tensor fallen, SaveAt saveAt, UnaryOperator<Event<Tensor, Tensor>> floor, double t1) {
        ODETerm<Tensor, Tensor> free = new ODETerm<>((t, y, g) -> Tensor.stack(y.get(1), g.negate(), g.onesLike()));
        Event<Tensor, Tensor> ground = Event.<Tensor, Tensor>when(
                        (t, y, g) -> y.get(0).minus(fallen.get(1)))
                .falling();
        return diffeqsolve(
                        free,
                        new Tsit5(),
                        0,
                        t1,
                        Tensor.stack(fallen.get(0), Tensor.scalar(0), Tensor.scalar(0)),
                        Tensor.scalar(9.81),
                        STEPS.saveAt(saveAt).events(floor.apply(ground)))
                .ys();
    }

    @Test
    void anEventEndsASolveInAProgram() {
        Function<Tensor, Tensor> end = at -> fall(at, SaveAt.t1(), ground -> ground, Double.POSITIVE_INFINITY);
        Function<Tensor, Tensor> time = at -> end.apply(at).get(0, 2);
        Tensor x = Tensor.of(3, 0.5);
        var found = compile(valueAndGrad(time)).apply(x);
        double exact = Math.sqrt(2 * 2.5 / 9.81);
        assertEquals(exact, found.value().item(), 1e-12);
        assertSame(Tensor.of(1, -1).times(exact / 5), found.gradient(), 1e-11); // t ∝ √(h − floor)
        Tensor many = Tensor.of(new double[][] {{3, 0.5}, {2, 0}, {1, -1}});
        var refusal = assertThrows(UnsupportedOperationException.class, () -> vmap(time, many));
        assertTrue(refusal.getMessage().contains("an event ends each member of a batch at a time of its own"));
    }

    @Test
    void resetsInAProgramAreThoseOfThePlainSolve() {
        Function<Tensor, Tensor> heights = at -> fall(
                at,
                SaveAt.ts(0.5, 1.25).andT1(),
                ground -> ground.reset(
                        (t, y, g) -> Tensor.stack(y.get(0), y.get(1).times(-0.8), y.get(2))),
                2);
        Function<Tensor, Tensor> loss = at -> heights.apply(at).square().sum();
        Tensor x = Tensor.of(3, 0.5);
        assertSame(valueAndGrad(loss, x), compile(valueAndGrad(loss)).apply(x), ROUNDING);
    }

    @Test
    void whatOnlyARunTellsIsRefused() {
        refused(
                "save at given times",
                p -> p.solution(STEPS.saveAt(SaveAt.steps())).ys());
        refused(
                "save at given times",
                p -> p.solution(STEPS.saveAt(SaveAt.dense())).evaluate(1));
        refused(
                "leave out from(...)",
                p -> p.solution(STEPS.saveAt(SaveAt.t1().andState())).y1());
        refused(
                "leave out throwing(false)",
                p -> p.solution(STEPS.throwing(false)).y1());
        refused(
                "is known after a run alone",
                p -> Tensor.scalar(p.solution(STEPS).statistics().accepted()));
        refused(
                "is known after a run alone",
                p -> Tensor.scalar(p.solution(STEPS).outcome().t()));
        refused(
                "have no numbers before it runs",
                p -> Tensor.of(p.solution(new Tsit5(), p.rate(), STEPS).ts()));
    }

    @Test
    void solvesThatNeedNumbersAreRefused() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, k) -> y.times(k));
        refused(
                "solveEach and Stepper need numbers",
                p -> SolveEach.solveEach(
                                decay, new Tsit5(), List.of(new SolveInstance<>(0, 1, p.start(), p.rate(), STEPS)))
                        .get(0)
                        .y1());
        refused(
                "solveEach and Stepper need numbers",
                p -> Stepper.init(decay, new Tsit5(), 0, 1, p.start(), p.rate(), STEPS)
                        .step()
                        .y());
    }

    private static void refused(String text, Function<Turning, Tensor> function) {
        var refusal = assertThrows(
                UnsupportedOperationException.class, () -> compile(function).apply(Turning.ONE));
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }
}
