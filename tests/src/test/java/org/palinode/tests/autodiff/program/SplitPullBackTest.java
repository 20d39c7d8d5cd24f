package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.autodiff.support.Close.assertClose;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.plan.SplitPullBack;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.CountingSquare;

/** A pull-back in two programs gives the numbers of the one, and keeps no more than it must. */
class SplitPullBackTest {
    private static final TensorType BATCH = TensorType.float64(5, 3);
    private static final TensorType WEIGHT = TensorType.float64(3, 3);
    private static final TensorType BIAS = TensorType.float64(3);

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    private static List<Tensor> joined(List<Tensor> first, List<Tensor> second) {
        List<Tensor> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<String> names(Program program) {
        return program.equations().stream()
                .map(equation -> equation.primitive().name())
                .toList();
    }

    private static Program traced(List<TensorType> types, Function<List<Tensor>, List<Tensor>> function) {
        return Program.trace(types, function).program();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothHalvesTogetherAreThePullBack(long seed) {
        Program program = Program.traceClosed(RandomFunction.TYPES, new RandomFunction(seed, 30));
        List<Tensor> in = RandomFunction.inputs(seed);
        List<Tensor> bars = new ArrayList<>();
        for (int i = 0; i < program.arity(); i++) {
            bars.add(RandomKey.of(seed).fold(i).normal(program.outputTypes().get(i)));
        }
        SplitPullBack split = SplitPullBack.of(program, program.vjp(input -> true));
        List<Tensor> forward = new Call(split.forward()).apply(in);
        List<Tensor> values = new Call(program).apply(in);
        for (int i = 0; i < values.size(); i++) {
            assertClose(values.get(i), forward.get(i), 1e-12 * size(values.get(i))); // another order of fused sums
        }
        List<Tensor> residuals = forward.subList(program.arity(), forward.size());
        List<Tensor> expected = new Call(program.vjp(input -> true)).apply(joined(in, bars));
        List<Tensor> found = new Call(split.backward()).apply(joined(joined(in, bars), residuals));
        for (int i = 0; i < expected.size(); i++) {
            assertClose(expected.get(i), found.get(i), 1e-12 * size(expected.get(i)));
        }
    }

    private static double size(Tensor tensor) {
        return tensor.size() == 0 ? 1 : Math.max(1, tensor.abs().max().item());
    }

    /** y = tanh(x W + b) is needed for W̄ of the next layer; the slope 1 − y² is computed again from it; x and weights are inputs. */
    @Test
    void ofALayerItsResultAloneIsKept() {
        Program program = traced(List.of(BATCH, WEIGHT, BIAS), in -> {
            Tensor y = in.get(0).matmul(in.get(1)).plus(in.get(2)).tanh();
            return List.of(y.matmul(in.get(1)), y);
        });
        SplitPullBack split = SplitPullBack.of(program, program.vjp(input -> true));
        assertEquals(List.of(BATCH), split.residuals());
        assertEquals(split.forward().outputs().get(1), split.forward().outputs().get(2));
        assertEquals(names(program), names(split.forward()));
        assertTrue(names(split.backward()).stream().noneMatch(List.of("tanh", "matmulNN")::contains), split.toString());
    }

    /** In float32 y and the slope 1/cosh² come from one exponential, which is kept in place of both. */
    @Test
    void ofALayerInFloat32ItsExponentialAloneIsKept() {
        List<TensorType> types = Stream.of(BATCH, WEIGHT, BIAS)
                .map(type -> new TensorType(DType.FLOAT32, type.shape()))
                .toList();
        Program program = traced(types, in -> {
            Tensor y = in.get(0).matmul(in.get(1)).plus(in.get(2)).tanh();
            return List.of(y.matmul(in.get(1)));
        });
        SplitPullBack split = SplitPullBack.of(program, program.vjp(input -> true));
        assertEquals(List.of(types.get(0)), split.residuals());
        assertEquals(
                1, names(split.forward()).stream().filter("odd_expm1"::equals).count());
        List<String> functions = List.of("tanh", "sech_square", "odd_expm1", "matmulNN");
        assertTrue(names(split.backward()).stream().noneMatch(functions::contains), split.toString());
    }

    @Test
    void whatAFunctionsSlopeNeedsIsComputedForwardWhereItIsCostly() {
        Program program = traced(List.of(BATCH), in -> List.of(in.get(0).sin()));
        SplitPullBack split = SplitPullBack.of(program, program.vjp(input -> true));
        assertTrue(names(split.forward()).contains("cos"), split.toString());
        assertEquals(List.of(BATCH), split.residuals());
    }

    @Test
    void sumsAndProductsOfInputsAreComputedAgain() {
        Program program = traced(
                List.of(BATCH, BIAS),
                in -> List.of(in.get(0).plus(in.get(1)).square().times(in.get(0))));
        assertEquals(
                List.of(), SplitPullBack.of(program, program.vjp(input -> true)).residuals());
    }

    /** Kept twice, a value that is read in two shapes would cost twice. */
    @Test
    void aValueAndItsReshapeAreKeptOnce() {
        Program program = traced(List.of(BATCH), in -> {
            Tensor y = in.get(0).tanh();
            return List.of(y.reshape(15).sin().times(2), y);
        });
        List<TensorType> residuals =
                SplitPullBack.of(program, program.vjp(input -> true)).residuals();
        assertEquals(2, residuals.size(), "y and the cosine: " + residuals);
    }

    @Test
    void userPrimitivesAreNotRunAgain() {
        CountingSquare square = new CountingSquare();
        Program program = traced(
                List.of(BATCH), in -> List.of(square.of(square.of(in.get(0).tanh()))));
        SplitPullBack split = SplitPullBack.of(program, program.vjp(input -> true));
        Tensor x = RandomKey.of(1).normal(BATCH);
        List<Tensor> forward = new Call(split.forward()).apply(List.of(x));
        assertEquals(2, square.runs().get());
        new Call(split.backward()).apply(joined(List.of(x, x.onesLike()), forward.subList(1, forward.size())));
        assertEquals(2, square.runs().get());
    }

    @Test
    void aPullBackOfAnotherProgramIsRefused() {
        Program program = traced(List.of(BATCH), in -> List.of(in.get(0).tanh()));
        Program other = traced(List.of(WEIGHT, WEIGHT), in -> List.of(in.get(0).times(in.get(1))));
        var refusal = assertThrows(IllegalArgumentException.class, () -> SplitPullBack.of(program, other));
        assertEquals(
                "a pull-back takes the inputs of its program first, [f64[5, 3]], and then cotangents; got [f64[3, 3], f64[3, 3]]",
                refusal.getMessage());
    }
}
