package org.palinode.tests.autodiff.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.scan;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.engine.Engines;

/** Derivatives of loops in both modes and to second order, in batches, in fields of solves and by each engine. */
@Tag("slow")
@Tag("once")
class ScanDerivativesTest {
    private final Forced forced = Forced.random(DType.FLOAT64, 11, 3);

    @ParameterizedTest
    @EnumSource(Way.class)
    void tangentsAreThePullBackTransposed(Way way) {
        Forced direction = forced.direction(100);
        var moved = jvp(way, forced, direction);
        Recording<Forced, ?> recording = vjp(way, forced);
        var bar = Tree.map(tensor -> RandomKey.of(5).normal(tensor.type()), moved.value());
        Forced pulled = vjp(way, forced).pullBack(bar);
        double forward = Same.product(bar, moved.tangent());
        assertEquals(forward, Same.product(pulled, direction), 1e-12 * Math.abs(forward));
        Same.assertSame(moved.value(), recording.value(), 1e-14);
        Same.assertSame(jvp(Forced::unrolled, forced, direction).tangent(), moved.tangent(), 1e-13);
    }

    /** Both modes and two orders, against central differences. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void differencesAgree(Way way) {
        checkGradients(way::loss, Forced.random(DType.FLOAT64, 7, 2));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void secondDerivativesAreThoseOfTheLoopInJava(Way way) {
        Forced direction = forced.direction(200);
        Forced expected = hvp((Forced in) -> Forced.loss(in.unrolled()), forced, direction);
        Same.assertSame(expected, hvp(way::loss, forced, direction), 1e-12);
        Same.assertSame(
                expected, compile((Forced d) -> hvp(way::loss, forced, d)).apply(direction), 1e-12);
        Function<Forced, Tensor> slope = in -> {
            Forced gradient = grad((Forced at) -> way.loss(at)).apply(in);
            return Tree.flatten(Tree.map((g, d) -> g.times(d).sum(), gradient, direction)).leaves().stream()
                    .reduce(Tensor.scalar(0), Tensor::plus);
        };
        Same.assertSame(expected, grad(slope).apply(forced), 1e-12); // reverse over reverse
    }

    /** |x|² by way of a carry that is |x|: its second derivative at 0 is 2, from the side to which x moves. */
    @Test
    void kinksAreTakenFromTheSideToWhichTheCarryMoves() {
        Function<Tensor, Tensor> square = x -> scan((Tensor c) -> Scanned.carry(c.abs()), x, 3)
                .carry()
                .square()
                .sum();
        assertNumbers(hessian(square, Tensor.of(0.0)), 1e-14, 2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aBatchIsItsMembers(Way way) {
        List<Forced> members = List.of(forced, forced.direction(300), forced.direction(400));
        Forced all = Tree.flatten(forced).structure().unflatten(stacked(members));
        Function<Forced, Forced> gradient =
                in -> grad((Forced at) -> way.loss(at)).apply(in);
        Forced batch = vmap(gradient, all);
        var values = vmap(way, all);
        for (int i = 0; i < members.size(); i++) {
            int member = i;
            Same.assertSame(way.apply(members.get(i)), Tree.map(tensor -> tensor.get(member), values), 1e-13);
            Same.assertSame(gradient.apply(members.get(i)), Tree.map(tensor -> tensor.get(member), batch), 1e-12);
        }
    }

    /** What the members have in common is not batched: one start, one matrix, other forcing. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void aBatchOfOneInput(Way way) {
        Tensor xs = RandomKey.of(6).normal(3, 11, 3);
        Function<Tensor, Tensor> loss = x -> way.loss(new Forced(forced.start(), List.of(x), forced.w()));
        Tensor values = vmap(loss, xs);
        Tensor slopes = vmap(x -> grad(loss).apply(x), xs);
        for (int i = 0; i < 3; i++) {
            assertClose(loss.apply(xs.get(i)), values.get(i), 1e-12);
            assertClose(grad(loss).apply(xs.get(i)), slopes.get(i), 1e-12);
        }
    }

    private static List<Tensor> stacked(List<Forced> members) {
        List<List<Tensor>> leaves =
                members.stream().map(member -> Tree.flatten(member).leaves()).toList();
        return IntStream.range(0, leaves.get(0).size())
                .mapToObj(i ->
                        Tensor.stack(0, leaves.stream().map(each -> each.get(i)).toList()))
                .toList();
    }

    /** A field that applies a step several times, and its twin in plain operations. */
    @Test
    void theFieldOfASolveMayScan() {
        Function<Tensor, Function<Tensor, Tensor>> scanned = w ->
                y -> scan((Tensor c) -> Scanned.carry(c.plus(w.matmul(c).tanh().times(0.1))), y, 4)
                        .carry()
                        .minus(y.times(1.5));
        Function<Tensor, Function<Tensor, Tensor>> plain = w -> y -> {
            Tensor c = y;
            for (int i = 0; i < 4; i++) {
                c = c.plus(w.matmul(c).tanh().times(0.1));
            }
            return c.minus(y.times(1.5));
        };
        Tensor w = forced.w();
        for (var adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard().dt0(0.05).adjoint(adjoint);
            Function<Function<Tensor, Function<Tensor, Tensor>>, Tensor> slope = field -> grad((Tensor at) -> {
                        Function<Tensor, Tensor> f = field.apply(at);
                        var term = new ODETerm<Tensor, Void>((t, y, args) -> f.apply(y));
                        return diffeqsolve(term, new Tsit5(), 0, 1, Tensor.of(0.3, -1, 0.8), null, options)
                                .y1()
                                .square()
                                .sum();
                    })
                    .apply(w);
            Same.assertSame(slope.apply(plain), slope.apply(scanned), 1e-12);
        }
    }

    /** A solve in each step, which starts where the last one ended. */
    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"ALL", "ROOT"})
    void aStepMaySolve(Way way) {
        ScanMemory<Tensor, Tensor> memory = way == Way.ALL ? ScanMemory.all() : ScanMemory.checkpoints();
        Function<Tensor, BiFunction<Tensor, Tensor, Tensor>> solve = rate -> (y, kick) -> {
            var term = new ODETerm<Tensor, Void>(
                    (t, z, args) -> z.sin().times(rate).negate());
            return diffeqsolve(
                            term,
                            new Tsit5(),
                            0,
                            1,
                            y.plus(kick),
                            null,
                            SolveOptions.standard().dt0(0.1))
                    .y1();
        };
        Tensor kicks = RandomKey.of(9).normal(5, 2);
        Function<Tensor, Tensor> scanned = rate -> scan(
                        (Tensor y, Tensor kick) ->
                                Scanned.carry(solve.apply(rate).apply(y, kick)),
                        Tensor.of(0.5, -0.3),
                        kicks,
                        memory)
                .carry()
                .sum();
        Function<Tensor, Tensor> plain = rate -> {
            Tensor y = Tensor.of(0.5, -0.3);
            for (int i = 0; i < 5; i++) {
                y = solve.apply(rate).apply(y, kicks.get(i));
            }
            return y.sum();
        };
        Tensor rate = Tensor.of(0.8, 1.1);
        assertClose(plain.apply(rate), scanned.apply(rate), 1e-14);
        assertClose(grad(plain).apply(rate), grad(scanned).apply(rate), 1e-13);
    }

    /** Forward, pulled back and batched. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void enginesAgree(Way way) {
        Tree.Flat<Forced> flat = Tree.flatten(Forced.random(DType.FLOAT64, 9, 8));
        Program program = Program.trace(
                        Tensor.types(flat.leaves()),
                        in -> List.of(way.loss(flat.structure().unflatten(in))))
                .program();
        List<double[]> in = flat.leaves().stream().map(Tensor::toArray).toList();
        for (Program each : List.of(program, program.jvp(), withOnes(program.vjp(input -> true)))) {
            List<double[]> arguments = new ArrayList<>(in);
            for (int i = in.size(); i < each.inputs().size(); i++) {
                arguments.add(in.get(i - in.size()));
            }
            List<double[]> expected = Engines.run(Engine.INTERPRETER, each, arguments);
            for (Engine engine : Engines.available()) {
                List<double[]> actual = Engines.run(engine, each, arguments);
                for (int i = 0; i < expected.size(); i++) {
                    Same.assertSame(Tensor.of(expected.get(i)), Tensor.of(actual.get(i)), 1e-12);
                }
            }
        }
    }

    /** A pull-back of the cotangent 1. */
    private static Program withOnes(Program pullBack) {
        int last = pullBack.inputs().size() - 1;
        return Program.traceClosed(pullBack.inputTypes().subList(0, last), in -> {
            List<Tensor> all = new ArrayList<>(in);
            all.add(Tensor.scalar(1));
            return pullBack.apply(all);
        });
    }
}
