package org.palinode.tests.ode.traced;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.traced.SameTrees.assertSame;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Solves of many members at once give the numbers of a stacked solve or, if asked for, of a loop of solves. */
class VmapSolveTest {
    /** Sums and products of a batch are taken in another order than those of one. */
    private static final double ROUNDING = 1e-12;

    private static final SolveOptions STEPS =
            SolveOptions.standard().dt0(0.25).saveAt(SaveAt.t0().andTs(0.3, 1.9).andT1());
    private static final SolveOptions ADAPTIVE = SolveOptions.standard().controller(new PIDController(1e-5, 1e-5));

    /** Members that differ in all three, in y0 alone, and so on. */
    private static Turning members(int size) {
        return new Turning(
                RandomKey.of(3).normal(size, 2, 2),
                RandomKey.of(4).normal(size, 2),
                RandomKey.of(5).normal(size));
    }

    private static Turning member(Turning all, int index) {
        return Tree.map((Tensor leaf) -> leaf.index(0, index), all);
    }

    /** What a loop over the members gives. */
    private static <R> R loop(Function<Turning, R> function, Turning all) {
        int size = all.start().shape().dim(0);
        List<Tree.Flat<R>> each = IntStream.range(0, size)
                .mapToObj(i -> Tree.flatten(function.apply(member(all, i))))
                .toList();
        List<Tensor> stacked = IntStream.range(0, each.get(0).leaves().size())
                .mapToObj(leaf -> Tensor.stack(
                        0, each.stream().map(one -> one.leaves().get(leaf)).toList()))
                .toList();
        return each.get(0).structure().unflatten(stacked);
    }

    /** Without resyncs, which are those of a whole batch. */
    static Stream<Adjoint> adjoints() {
        return Stream.of(
                new RecursiveCheckpointAdjoint(),
                new DirectAdjoint(),
                new ReversibleAdjoint(0.999, Resync.OFF),
                new BacksolveAdjoint());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 33, 129})
    void constantStepsGiveWhatALoopGives(int size) {
        Turning all = members(size);
        Function<Turning, Tensor> ys = p -> p.solution(STEPS).ys();
        Tensor expected = loop(ys, all);
        assertSame(expected, vmap(ys, all), ROUNDING);
        assertSame(expected, compile(vmap(ys)).apply(all), ROUNDING);
        assertSame(expected, vmap(compile(ys), all), ROUNDING);
        assertSame(expected, vmap((Turning p) -> p.solution(STEPS.solveEach()).ys(), all), 0);
    }

    @Test
    void whatIsNotBatchedIsTheSameForAll() {
        Turning one = Turning.ONE;
        Turning all = members(7);
        Function<Tensor, Tensor> byStart =
                y0 -> new Turning(one.weights(), y0, one.rate()).solution(STEPS).ys();
        Function<Tensor, Tensor> byRate =
                k -> new Turning(one.weights(), one.start(), k).solution(STEPS).ys();
        Function<Tensor, Tensor> byWeights =
                w -> new Turning(w, one.start(), one.rate()).solution(STEPS).ys();
        for (int i = 0; i < 7; i++) {
            Turning own = member(all, i);
            assertSame(byStart.apply(own.start()), vmap(byStart, all.start()).index(0, i), ROUNDING);
            assertSame(byRate.apply(own.rate()), vmap(byRate, all.rate()).index(0, i), ROUNDING);
            assertSame(
                    byWeights.apply(own.weights()),
                    vmap(byWeights, all.weights()).index(0, i),
                    ROUNDING);
        }
    }

    /** The members' field, written for all. */
    private static Tensor stacked(Turning all, SolveOptions options) {
        ODETerm<Tensor, Tensor> field = new ODETerm<>((t, y, k) -> all.weights()
                .matmul(y.reshape(8, 2, 1))
                .reshape(8, 2)
                .tanh()
                .minus(y.times(k.reshape(8, 1)).times(t.cos())));
        return diffeqsolve(field, new Tsit5(), 0, 2, all.start(), all.rate(), options)
                .y1();
    }

    @Test
    void adaptiveStepsAreThoseOfAStackedState() {
        Turning all = members(8);
        Function<Turning, Tensor> one = p -> p.solution(ADAPTIVE).y1();
        Tensor mapped = vmap(one, all);
        assertSame(stacked(all, ADAPTIVE), mapped, ROUNDING);
        Tensor each = vmap((Turning p) -> p.solution(ADAPTIVE.solveEach()).y1(), all);
        assertSame(loop(one, all), each, 0);
        double apart = each.minus(mapped).abs().max().item();
        assertTrue(apart > 1e-9 && apart < 1e-3, () -> "steps of their own differ within the tolerance: " + apart);
    }

    @Test
    void reversibleStepsAreResyncedForAllMembersTogether() {
        SolveOptions options = ADAPTIVE.adjoint(new ReversibleAdjoint());
        Turning all = members(8);
        Turning slope = grad((Turning p) -> stacked(p, options).square().sum()).apply(all);
        Function<Turning, Tensor> mapped = p ->
                vmap((Turning q) -> q.solution(options).y1().square().sum(), p).sum();
        assertSame(slope, grad(mapped).apply(all), ROUNDING);
        assertSame(slope, compile(valueAndGrad(mapped)).apply(all).gradient(), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    @Tag("slow")
    @Tag("once")
    void gradientsAreThoseOfEachMember(Adjoint adjoint) {
        SolveOptions options = STEPS.adjoint(adjoint);
        Function<Turning, Tensor> loss = p -> p.loss(options);
        Turning all = members(7);
        Turning each = loop(p -> grad(loss).apply(p), all);
        assertSame(each, grad((Turning p) -> vmap(loss, p).sum()).apply(all), ROUNDING);
        assertSame(each, vmap((Turning p) -> grad(loss).apply(p), all), ROUNDING);
        assertSame(each, compile(grad((Turning p) -> vmap(loss, p).sum())).apply(all), ROUNDING);
        assertSame(each, compile(vmap((Turning p) -> grad(loss).apply(p))).apply(all), ROUNDING);
        assertSame(each, vmap(compile((Turning p) -> grad(loss).apply(p)), all), ROUNDING);
        Function<Turning, Tensor> own = p -> p.loss(options.solveEach());
        assertSame(each, grad((Turning p) -> vmap(own, p).sum()).apply(all), ROUNDING);
        assertSame(each, vmap((Turning p) -> grad(own).apply(p), all), ROUNDING);
    }

    @Test
    @Tag("slow")
    @Tag("once")
    void theGradientOfWhatIsSharedIsTheSumOverMembersOrThatOfEach() {
        Turning all = members(33);
        Function<Tensor, Tensor> sum =
                w -> vmap((Tensor y0) -> new Turning(w, y0, Turning.ONE.rate()).loss(STEPS), all.start())
                        .sum();
        Function<Turning, Tensor> single =
                p -> grad((Tensor w) -> new Turning(w, p.start(), Turning.ONE.rate()).loss(STEPS))
                        .apply(Turning.ONE.weights());
        Tensor each = loop(single, all);
        assertSame(each.sum(0), grad(sum).apply(Turning.ONE.weights()), ROUNDING);
        assertSame(
                each.sum(0),
                compile(valueAndGrad(sum)).apply(Turning.ONE.weights()).gradient(),
                ROUNDING);
        assertSame(each, vmap(single, all), ROUNDING);
        assertSame(each, compile(vmap(single)).apply(all), ROUNDING);
    }

    @Test
    @Tag("slow")
    @Tag("once")
    void tangentsAndSecondDerivativesAreThoseOfEachMember() {
        SolveOptions options = STEPS.dt0(0.5);
        Function<Turning, Tensor> loss = p -> p.loss(options);
        Turning all = members(7);
        Turning direction = members(7);
        record Pair(Turning x, Turning along) {}
        Function<Pair, Tensor> tangent =
                pair -> jvp(loss, pair.x(), pair.along()).tangent();
        Function<Pair, Turning> product = pair -> hvp(loss, pair.x(), pair.along());
        Pair pairs = new Pair(all, direction);
        Tensor tangents = loop(p -> tangent.apply(new Pair(p, p)), all);
        Turning products = loop(p -> product.apply(new Pair(p, p)), all);
        assertSame(tangents, vmap(tangent, pairs), ROUNDING);
        assertSame(products, vmap(product, pairs), ROUNDING);
        assertSame(products, hvp((Turning p) -> vmap(loss, p).sum(), all, direction), ROUNDING);
    }

    @Test
    @Tag("slow")
    @Tag("once")
    void batchesNest() {
        Turning all = members(7);
        Tensor starts = RandomKey.of(9).normal(3, 2);
        Function<Turning, Tensor> inner = p -> vmap(
                (Tensor y0) -> new Turning(p.weights(), y0.plus(p.start()), p.rate())
                        .solution(STEPS)
                        .ys(),
                starts);
        Tensor expected = loop(
                p -> Tensor.stack(
                        0,
                        IntStream.range(0, 3)
                                .mapToObj(i -> new Turning(
                                                p.weights(), starts.index(0, i).plus(p.start()), p.rate())
                                        .solution(STEPS)
                                        .ys())
                                .toList()),
                all);
        assertSame(expected, vmap(inner, all), ROUNDING);
        assertSame(expected, compile(vmap(inner)).apply(all), ROUNDING);
        Function<Turning, Tensor> each = p -> vmap(
                (Tensor y0) -> new Turning(p.weights(), y0.plus(p.start()), p.rate())
                        .solution(STEPS.solveEach())
                        .ys(),
                starts);
        assertSame(expected, vmap(each, all), ROUNDING);
    }

    @Test
    void timesOfTheirOwnNeedStepsOfTheirOwn() {
        Tensor ends = Tensor.of(0.5, 1, 2);
        Function<Tensor, Tensor> one =
                t1 -> Turning.ONE.solution(new Tsit5(), t1, ADAPTIVE).y1();
        var refusal = assertThrows(UnsupportedOperationException.class, () -> vmap(one, ends));
        assertTrue(refusal.getMessage().contains("add solveEach() to the options"), refusal.getMessage());
        Function<Tensor, Tensor> own = t1 ->
                Turning.ONE.solution(new Tsit5(), t1, ADAPTIVE.solveEach()).y1();
        Tensor all = vmap(own, ends);
        for (int i = 0; i < 3; i++) {
            assertSame(one.apply(ends.get(i)), all.index(0, i), 0);
        }
        Function<Tensor, Tensor> loss = t1 -> own.apply(t1).square().sum();
        Tensor slopes = vmap((Tensor t1) -> grad(loss).apply(t1), ends);
        for (int i = 0; i < 3; i++) {
            assertEquals(grad(loss).apply(ends.get(i)).item(), slopes.get(i).item(), 1e-12);
        }
    }

    @Test
    void eachMemberEndsAtAnEventOfItsOwn() {
        ODETerm<Tensor, Tensor> growth =
                new ODETerm<>((t, y, k) -> Tensor.stack(y.get(0).times(k), k.onesLike()));
        Function<Tensor, Tensor> time = k -> diffeqsolve(
                        growth,
                        new Tsit5(),
                        0,
                        Double.POSITIVE_INFINITY,
                        Tensor.of(1, 0),
                        k,
                        ADAPTIVE.controller(new PIDController(1e-9, 1e-9))
                                .events(Event.<Tensor, Tensor>when(
                                        (t, y, rate) -> y.get(0).minus(rate.plus(1))))
                                .solveEach())
                .y1()
                .get(1);
        Tensor rates = Tensor.of(0.5, 1, 2);
        Tensor exact = rates.plus(1).log().dividedBy(rates); // e^{kt} = 1 + k
        assertSame(exact, vmap(time, rates), 1e-8);
        Tensor slopes = grad((Tensor k) -> k.plus(1).log().dividedBy(k).sum()).apply(rates);
        assertSame(slopes, vmap((Tensor k) -> grad(time).apply(k), rates), 1e-7);
        assertSame(slopes, compile(grad((Tensor k) -> vmap(time, k).sum())).apply(rates), 1e-7);
    }

    @Test
    void float32StatesOfSeveralTensorsAreStacked() {
        record State(Tensor angle, Tensor speed) {}
        ODETerm<State, Tensor> pendulum = new ODETerm<>((t, y, k) ->
                new State(y.speed(), y.angle().sin().negate().minus(y.speed().times(k))));
        Function<State, State> end = y0 -> diffeqsolve(
                        pendulum,
                        new Tsit5(),
                        0,
                        2,
                        y0,
                        Tensor.scalar(0.1f).cast(DType.FLOAT32),
                        STEPS.saveAt(SaveAt.t1()))
                .y1();
        State all = new State(
                RandomKey.of(1).normal(8, 3).cast(DType.FLOAT32),
                RandomKey.of(2).normal(8, 3).cast(DType.FLOAT32));
        State mapped = vmap(end, all);
        for (int i = 0; i < 8; i++) {
            int index = i;
            State own = end.apply(Tree.map((Tensor leaf) -> leaf.index(0, index), all));
            assertSame(own, Tree.map((Tensor leaf) -> leaf.index(0, index), mapped), 1e-6); // float32
        }
    }

    @Test
    void noiseIsThatOfTheOnePathForAll() {
        Function<Turning, Tensor> end = p -> {
            Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                            (t, y, k) -> p.weights().matmul(y).tanh())
                    .plus(Diffusion.diagonal(
                            (t, y, k) -> y.times(k), VirtualBrownianTree.of(RandomKey.of(7), 0, 1, 1e-3, 2)));
            return diffeqsolve(
                            term,
                            new Heun(),
                            0,
                            1,
                            p.start(),
                            p.rate(),
                            SolveOptions.standard().dt0(0.125))
                    .y1();
        };
        Turning all = members(7);
        assertSame(loop(end, all), vmap(end, all), 0);
        Function<Turning, Turning> slope =
                p -> grad((Turning q) -> end.apply(q).square().sum()).apply(p);
        assertSame(loop(slope, all), vmap(slope, all), ROUNDING);
    }

    @Test
    void aControlIsTheSameForAllMembers() {
        Tensor times = Tensor.of(0, 0.4, 1);
        Tensor data = Tensor.of(new double[][] {{0, 1}, {2, 0.5}, {1, -1}});
        Function<Turning, Tensor> end = p -> {
            Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>((t, y, k) -> y.times(k))
                    .plus(new ControlTerm<>(
                            (t, y, k) -> p.weights().times(y.reshape(2, 1)), LinearInterpolation.of(times, data)));
            return diffeqsolve(term, new Heun(), 0, 1, 0.125, p.start(), p.rate())
                    .y1();
        };
        Turning all = members(7);
        assertSame(loop(end, all), vmap(end, all), ROUNDING);
    }

    @Test
    void implicitSolversSolveForAllMembersTogether() {
        Turning all = members(7);
        SolveOptions tight = ADAPTIVE.controller(new PIDController(1e-9, 1e-9));
        Function<Turning, Tensor> end =
                p -> p.solution(new Kvaerno5(), Tensor.scalar(1), tight).y1();
        assertSame(loop(end, all), vmap(end, all), 1e-7); // other steps, each to 1e-9 of a step's error
        assertSame(
                loop(end, all),
                vmap(
                        (Turning p) -> p.solution(new Kvaerno5(), Tensor.scalar(1), tight.solveEach())
                                .y1(),
                        all),
                0);
    }

    @Test
    void theFailureOfOneMemberIsThatOfTheBatch() {
        ODETerm<Tensor, Tensor> explodes = new ODETerm<>((t, y, args) -> y.square());
        Function<Tensor, Tensor> end = y0 -> diffeqsolve(explodes, new Tsit5(), 0, 2, y0, null, ADAPTIVE.maxSteps(200))
                .y1();
        Tensor tame = vmap(end, Tensor.of(0.1, 0.25));
        assertEquals(0.5, tame.get(1).item(), 1e-4);
        assertThrows(SolveException.class, () -> vmap(end, Tensor.of(0.1, 1)));
    }

    @Test
    void aJacobianOfASolveIsThatOfTheLoop() {
        Function<Tensor, Tensor> end = y0 -> new Turning(Turning.ONE.weights(), y0, Turning.ONE.rate())
                .solution(STEPS)
                .y1();
        Tensor jacobian = Autodiff.jacobian(end, Turning.ONE.start());
        Tensor all = RandomKey.of(4).normal(5, 2);
        Tensor mapped = vmap((Tensor y0) -> Autodiff.jacobian(end, y0), all);
        for (int i = 0; i < 5; i++) {
            assertSame(Autodiff.jacobian(end, all.index(0, i)), mapped.index(0, i), ROUNDING);
        }
        Tensor forward = vmap((Tensor v) -> jvp(end, Turning.ONE.start(), v).tangent(), Tensor.eye(2));
        assertSame(jacobian.transpose(), forward, ROUNDING);
        var recording = Autodiff.vjp(end, Turning.ONE.start());
        assertSame(jacobian, vmap((Tensor bar) -> recording.pullBack(bar), Tensor.eye(2)), ROUNDING);
    }
}
