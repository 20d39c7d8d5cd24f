package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.tests.autodiff.support.Close.assertClose;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.PrimitiveCase;
import org.palinode.autodiff.tensor.Tensor;

/** Eager tensors, traced programs and plans compute the same functions and the same derivatives. */
class RandomProgramsTest {
    /** Between eager, program and plan only the order of a few sums and fused products may differ. */
    private static final double ROUNDING = 1e-12;

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    private static Program traced(long seed) {
        return Program.traceClosed(RandomFunction.TYPES, new RandomFunction(seed, 30));
    }

    private static void assertAllClose(List<Tensor> expected, List<Tensor> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            double size = expected.get(i).size() == 0
                    ? 0
                    : expected.get(i).abs().max().item();
            assertClose(expected.get(i), actual.get(i).concrete(), ROUNDING * Math.max(1, size));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void programsAndPlansAgreeWithEagerTensors(long seed) {
        List<Tensor> inputs = RandomFunction.inputs(seed);
        List<Tensor> expected = new RandomFunction(seed, 30).apply(inputs);
        Program program = traced(seed);
        assertAllClose(expected, program.apply(inputs));
        assertAllClose(expected, new Call(program).apply(inputs));
        try (Arena arena = new Arena("a test")) {
            Plan plan = Plan.of(program).in(arena).build();
            for (int run = 0; run < 2; run++) { // the second run meets the memory that the first left
                assertAllClose(expected, run(plan, inputs));
            }
            assertAllClose(
                    inputs,
                    IntStream.range(0, inputs.size())
                            .mapToObj(i -> copy(plan.input(i)))
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void singlePrecisionPlansAgreeWithEagerTensors(long seed) {
        RandomFunction function = new RandomFunction(seed, 30);
        List<Tensor> inputs = RandomFunction.inputs(seed).stream()
                .map(each -> each.cast(DType.FLOAT32))
                .toList();
        Program program = Program.traceClosed(Tensor.types(inputs), function);
        List<Tensor> planned = new Call(program).apply(inputs);
        List<Tensor> eager = function.apply(inputs);
        for (int i = 0; i < eager.size(); i++) {
            double size =
                    eager.get(i).size() == 0 ? 0 : eager.get(i).abs().max().item();
            assertClose(eager.get(i), planned.get(i), 1e-5 * Math.max(1, size)); // a hundred roundings of 6e-8
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void derivativeProgramsAgreeWithTapeAndTangents(long seed) {
        List<Tensor> inputs = RandomFunction.inputs(seed);
        Program program = traced(seed);
        Tape tape = new Tape();
        List<Tensor> variables = tape.variables(inputs);
        List<Tensor> outputs = new RandomFunction(seed, 30).apply(variables);
        List<Tensor> outBar = PrimitiveCase.directions(outputs, RandomKey.of(seed));
        List<Tensor> inBar = tape.pullBack(outputs, outBar, variables);
        assertAllClose(inBar, new Call(program.vjp(i -> true)).apply(joined(inputs, outBar)));

        Tangents tangents = new Tangents();
        List<Tensor> inDot = PrimitiveCase.directions(inputs, RandomKey.of(seed + 1));
        List<Tensor> moving = IntStream.range(0, inputs.size())
                .mapToObj(i -> tangents.variable(inputs.get(i), inDot.get(i)))
                .toList();
        List<Tensor> results = new RandomFunction(seed, 30).apply(moving);
        List<Tensor> outDot = results.stream().map(tangents::tangent).toList();
        List<Tensor> values = results.stream().map(tangents::primal).toList();
        assertAllClose(joined(values, outDot), new Call(program.jvp()).apply(joined(inputs, inDot)));
        assertEquals(inner(outBar, outDot), inner(inBar, inDot), ROUNDING * (1 + Math.abs(inner(outBar, outDot))));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void derivativesOfDerivativeProgramsAreTransposedToo(long seed) {
        Program program = Program.traceClosed(RandomFunction.TYPES, new RandomFunction(seed, 12));
        List<Tensor> outBar = PrimitiveCase.directions(
                new RandomFunction(seed, 12).apply(RandomFunction.inputs(seed)), RandomKey.of(seed));
        Call gradient = new Call(program.vjp(i -> true));
        List<Tensor> in = joined(RandomFunction.inputs(seed), outBar);
        List<Tensor> out = gradient.apply(in);
        List<Tensor> bars = PrimitiveCase.directions(out, RandomKey.of(seed + 1));
        List<Tensor> dots = PrimitiveCase.directions(in, RandomKey.of(seed + 2));
        double pushed = inner(bars, gradient.jvp(in, out, dots));
        double pulled = inner(gradient.vjp(in, out, bars, i -> true), dots);
        assertEquals(pushed, pulled, ROUNDING * (1 + Math.abs(pushed)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void accumulatingPlansAddToWhatIsThere(long seed) {
        Program gradient = traced(seed).vjp(i -> true);
        List<Tensor> outputs = new RandomFunction(seed, 30).apply(RandomFunction.inputs(seed));
        List<Tensor> in = joined(RandomFunction.inputs(seed), PrimitiveCase.directions(outputs, RandomKey.of(seed)));
        List<Tensor> once = new Call(gradient).apply(in);
        try (Arena arena = new Arena("a test")) {
            Plan.Builder builder = Plan.of(gradient).in(arena);
            List<Buffer> sums =
                    gradient.outputTypes().stream().map(arena::allocate).toList();
            sums.forEach(sum -> sum.fill(1));
            for (int i = 0; i < sums.size(); i++) {
                builder.accumulate(i, sums.get(i));
            }
            Plan plan = builder.build();
            run(plan, in);
            run(plan, in);
            run(plan, in);
            List<Tensor> expected =
                    once.stream().map(each -> each.times(3).plus(1).concrete()).toList();
            assertAllClose(expected, sums.stream().map(RandomProgramsTest::copy).toList());
        }
    }

    private static List<Tensor> run(Plan plan, List<Tensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            plan.input(i).copyFrom(inputs.get(i).buffer());
        }
        plan.run();
        return IntStream.range(0, plan.program().arity())
                .mapToObj(i -> copy(plan.output(i)))
                .toList();
    }

    private static Tensor copy(Buffer buffer) {
        return Tensor.of(buffer.type(), buffer.toArray());
    }

    private static List<Tensor> joined(List<Tensor> first, List<Tensor> second) {
        List<Tensor> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static double inner(List<Tensor> a, List<Tensor> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.get(i) == null || b.get(i) == null
                    ? 0
                    : a.get(i).dot(b.get(i)).item();
        }
        return sum;
    }
}
