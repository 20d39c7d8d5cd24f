package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The list of primitives. Random inputs keep away from kinks, ties and poles by more than a central difference moves them. */
public final class PrimitiveCases {
    private PrimitiveCases() {}

    /** Every primitive at least once, and the ways in which shapes can meet. */
    public static Stream<PrimitiveCase> all() {
        return Stream.of(unary(), binary(), choice(), products(), places(), reductions(), calls())
                .flatMap(Supplier::get);
    }

    /** Those of float64 inputs, again in float32. */
    public static Stream<PrimitiveCase> single() {
        return all().filter(each -> each.inputs().stream().allMatch(input -> input.dtype() == DType.FLOAT64))
                .filter(each -> !(each.primitive() instanceof Call))
                .map(each -> new PrimitiveCase(
                        each.primitive(),
                        each.inputs().stream()
                                .map(input -> input.cast(DType.FLOAT32))
                                .toList(),
                        each.held()));
    }

    /** Those with inputs that differences can move, in both precisions. */
    public static Stream<PrimitiveCase> differentiable() {
        return Stream.concat(all(), single())
                .filter(each -> each.held() < each.inputs().size());
    }

    private static PrimitiveCase of(Primitive primitive, Tensor... inputs) {
        boolean jumps = primitive == Comparisons.WHERE || primitive.stopsGradients();
        return new PrimitiveCase(primitive, List.of(inputs), jumps ? 1 : 0);
    }

    /** With inputs that are not moved, the first {@code held} of them. */
    private static PrimitiveCase held(int held, Primitive primitive, Tensor... inputs) {
        return new PrimitiveCase(primitive, List.of(inputs), held);
    }

    /** With positions, which are whole, for its first input. */
    private static PrimitiveCase at(Tensor positions, Primitive primitive, Tensor input) {
        return held(1, primitive, positions, input);
    }

    /** Numbers of both signs with 0.3 < |x| < 1.5. */
    public static Tensor signed(int seed, int... dims) {
        Tensor size = positive(seed, dims);
        Tensor signs = RandomKey.of(seed).fold(1).normal(dims).sign();
        return size.times(signs).concrete();
    }

    /** Numbers with 0.3 < x < 1.5. */
    public static Tensor positive(int seed, int... dims) {
        return RandomKey.of(seed).uniform(TensorType.float64(dims), 0.3, 1.5);
    }

    private static Supplier<Stream<PrimitiveCase>> unary() {
        return () -> Stream.of(
                of(Arithmetic.NEGATE, signed(1, 2, 3)),
                of(Exponentials.EXP, signed(2, 2, 3)),
                of(Exponentials.EXPM1, signed(3, 5)),
                of(Exponentials.LOG, positive(4, 2, 3)),
                of(Exponentials.LOG1P, positive(5, 4)),
                of(Arithmetic.SQRT, positive(6, 4)),
                of(Trigonometric.SIN, signed(7, 4)),
                of(Trigonometric.COS, signed(8, 4)),
                of(Trigonometric.ATAN, signed(8, 4)),
                of(Exponentials.TANH, signed(9, 3, 2)),
                of(Exponentials.SECH_SQUARE, signed(9, 3, 2)),
                of(Exponentials.ODD_EXPM1, signed(9, 4)),
                of(Exponentials.TANH_FROM, signed(10, 4)),
                of(Exponentials.SECH_SQUARE_FROM, signed(11, 4)),
                of(Exponentials.SIGMOID, signed(10, 4)),
                of(Exponentials.SOFTPLUS, signed(11, 4)),
                of(Kinked.RELU, signed(12, 6)),
                of(Kinked.ABS, signed(13, 6)),
                of(Kinked.SIGN, signed(14, 6)),
                of(Kinked.FLOOR, signed(14, 6)),
                of(Kinked.CEIL, signed(14, 6)),
                of(Kinked.ROUND, signed(14, 6)),
                of(Arithmetic.CBRT, signed(15, 4)),
                of(Exponentials.EXP2, signed(16, 4)),
                of(Exponentials.LOG2, positive(17, 4)),
                of(Exponentials.LOG10, positive(18, 4)),
                of(Trigonometric.TAN, signed(19, 4).times(0.5).concrete()),
                of(Trigonometric.ASIN, signed(20, 4).times(0.5).concrete()),
                of(Trigonometric.ACOS, signed(21, 4).times(0.5).concrete()),
                of(Hyperbolic.SINH, signed(22, 4)),
                of(Hyperbolic.COSH, signed(23, 4)),
                of(Hyperbolic.ASINH, signed(24, 4)),
                of(Hyperbolic.ACOSH, positive(25, 4).plus(1).concrete()),
                of(Hyperbolic.ATANH, signed(26, 4).times(0.5).concrete()),
                of(Special.ERF_INV, signed(27, 4).times(0.5).concrete()),
                of(Special.LGAMMA, positive(28, 4)),
                of(Special.LGAMMA, positive(28, 4).times(-0.6).concrete()),
                of(Exponentials.ERF, signed(15, 4)),
                of(Exponentials.TANH, Tensor.of(Shape.scalar(), 0.4)),
                of(Exponentials.TANH, Tensor.of(Shape.of(0))),
                of(new StopGradient(), signed(16, 4)));
    }

    private static Supplier<Stream<PrimitiveCase>> binary() {
        return () -> Stream.of(
                of(Arithmetic.ADD, signed(1, 2, 3), signed(2, 2, 3)),
                of(Arithmetic.ADD, signed(1, 2, 3), signed(2, 3)),
                of(Arithmetic.SUBTRACT, signed(3, 3), signed(4, 2, 3)),
                of(Arithmetic.MULTIPLY, signed(5, 2, 1), signed(6, 1, 3)),
                of(Arithmetic.MULTIPLY, signed(5), signed(6, 2, 3)),
                of(Arithmetic.DIVIDE, signed(7, 4, 1, 3), signed(8, 2, 1)),
                of(Arithmetic.POWER, positive(9, 2, 3), signed(10, 3)),
                of(Arithmetic.POWER, positive(9, 3), signed(10, 2, 3)),
                of(Kinked.MINIMUM, signed(11, 2, 3), signed(12, 3)),
                of(Kinked.MAXIMUM, signed(13, 3), signed(14, 2, 1)),
                of(Arithmetic.HYPOT, signed(15, 2, 3), signed(16, 3)),
                of(Trigonometric.ATAN2, signed(17, 2, 3), signed(18, 3)),
                of(Exponentials.LOG_ADD_EXP, signed(19, 2, 1), signed(20, 3)),
                of(Remainders.MOD, Tensor.of(7.3, -7.3, 0.4), Tensor.of(2, 2, -1.5)),
                of(Remainders.REM, Tensor.of(7.3, -7.3, 0.4), Tensor.of(2, 2, -1.5)),
                held(1, Special.POLYGAMMA, Tensor.of(0, 1, 3), positive(21, 2, 3)),
                of(Cotangents.STRONG_MULTIPLY, signed(5, 2, 1), signed(6, 1, 3)),
                of(Cotangents.STRONG_DIVIDE, signed(7, 4, 1, 3), signed(8, 2, 1)),
                of(Cotangents.STRONG_BOTH, signed(5), signed(6, 2, 3)),
                of(Comparisons.LESS, signed(15, 2, 3), signed(16, 3)),
                of(Comparisons.LESS_EQUAL, signed(15, 2, 3), signed(16, 3)),
                of(Comparisons.GREATER, signed(15, 2, 3), signed(16, 3)),
                of(Comparisons.GREATER_EQUAL, signed(15, 2, 3), signed(16, 3)),
                of(Comparisons.EQUAL, signed(15, 2, 3), signed(16, 3)),
                of(Comparisons.NOT_EQUAL, signed(15, 2, 3), signed(16, 3)));
    }

    private static Supplier<Stream<PrimitiveCase>> choice() {
        return () -> Stream.of(
                of(Comparisons.WHERE, signed(1, 2, 3).greater(0), signed(2, 2, 3), signed(3, 2, 3)),
                of(Comparisons.WHERE, signed(1, 3).greater(0), signed(2, 2, 1), signed(3, 4, 1, 1)),
                of(Cotangents.SHARE, signed(1, 2, 3), signed(2, 3), signed(3, 2, 1)),
                of(Cotangents.SPREAD, signed(1), signed(2, 2, 3), positive(3)));
    }

    private static Supplier<Stream<PrimitiveCase>> products() {
        return () -> Stream.of(
                of(new MatMul(false, false), signed(1, 2, 3), signed(2, 3, 4)),
                of(new MatMul(true, false), signed(1, 3, 2), signed(2, 3, 4)),
                of(new MatMul(false, true), signed(1, 2, 3), signed(2, 4, 3)),
                of(new MatMul(true, true), signed(1, 3, 2), signed(2, 4, 3)),
                of(new MatMul(false, false), signed(1, 1, 3), signed(2, 3, 4)),
                of(new MatMul(false, true), signed(1, 1, 3), signed(2, 4, 3)),
                of(new MatMul(false, false), signed(1, 4, 1), signed(2, 1, 5)),
                of(new MatMul(true, false), signed(1, 2, 2, 3, 2), signed(2, 2, 2, 3, 4)),
                of(new Solve(false), dominant(4), signed(3, 4, 2)),
                of(new Solve(true), dominant(4), signed(3, 4, 1)));
    }

    /** A matrix [n, n] far from singular. */
    private static Tensor dominant(int n) {
        return signed(17, n, n).plus(Tensor.eye(n).times(2.0 * n)).concrete();
    }

    private static Supplier<Stream<PrimitiveCase>> places() {
        return () -> Stream.of(
                of(new Reshape(Shape.of(3, 2)), signed(1, 2, 3)),
                of(new Transpose(List.of(2, 0, 1)), signed(2, 2, 3, 4)),
                of(new Transpose(List.of(1, 0)), signed(2, 2, 3)),
                of(new BroadcastTo(Shape.of(4, 2, 3)), signed(3, 2, 1)),
                of(new BroadcastTo(Shape.of(2, 2)), signed(3)),
                of(new Slice(1, 1, 3), signed(4, 2, 4, 3)),
                of(new Slice(0, 1, 2), signed(4, 3, 2)),
                of(new Slice(0, 1, 1), signed(4, 3)),
                of(new Place(new Slice(1, 1, 3), Shape.of(2, 4)), signed(5, 2, 2)),
                of(new Every(1, 3, -2, 2), signed(4, 2, 4, 3)),
                of(new Every(0, 0, 3, 2), signed(4, 5)),
                of(new Place(new Every(1, 3, -2, 2), Shape.of(2, 4)), signed(5, 2, 2)),
                of(new Diagonal(), signed(6, 2, 3, 4)),
                of(new Place(new Diagonal(), Shape.of(2, 3, 3)), signed(7, 2, 3)),
                of(new Band(-1, 0), signed(8, 2, 3, 4)),
                of(new Patches(Window.of(2, 3).strides(2, 1)), signed(2, 2, 5, 4)),
                of(new PatchSum(Window.of(2).dilation(2), Shape.of(2, 5)), signed(3, 2, 2, 3)),
                of(convolve(Convolve.Role.PLACES), signed(4, 3, 2, 5, 4), signed(5, 2, 2, 2, 2)),
                of(convolve(Convolve.Role.IMAGES), signed(4, 2, 2, 2, 2), signed(5, 3, 2, 2, 3)),
                of(convolve(Convolve.Role.KERNELS), signed(4, 3, 2, 5, 4), signed(5, 3, 2, 2, 3)),
                of(new Concatenate(1), signed(6, 2, 1), signed(7, 2, 3), signed(8, 2, 2)),
                of(new Concatenate(0), signed(6, 1, 2), signed(7, 3, 2)),
                at(Tensor.of(2, 0, -1, 2), new Take(0), signed(1, 4)),
                at(Tensor.of(new double[][] {{1, 0, 1}, {-2, 2, 0}}), new Take(1), signed(2, 2, 3, 4)),
                at(Tensor.scalar(1), new Take(-1), signed(3, 2, 3)),
                at(Tensor.of(), new Take(0), signed(4, 3, 2)),
                at(Tensor.of(2, 0, -1, 2), new ScatterAdd(0, Shape.of(4)), signed(5, 4)),
                at(Tensor.of(1, 1, 0), new ScatterAdd(-2, Shape.of(2, 3, 4)), signed(6, 2, 3, 4)),
                at(Tensor.of(new double[][] {{1, 0, 1}, {-2, 2, 0}}), new TakeAlong(1), signed(2, 2, 3)),
                at(Tensor.of(new double[][] {{1, 0, -1}}), new TakeAlong(0), signed(2, 2, 3)),
                at(
                        Tensor.of(new double[][] {{1, 0, 1, -2}, {-2, 2, 0, 0}}),
                        new ScatterAlong(1, Shape.of(2, 3)),
                        signed(2, 2, 4)),
                held(1, new ArgSort(1, false, 2), signed(3, 2, 3, 2)),
                held(1, new ArgSort(0, true, 3), signed(3, 5)),
                held(1, new ArgSort(0, true, 18), signed(3, 33)),
                held(1, new ArgExtremum(1, true), signed(3, 2, 3, 2)),
                held(1, new ArgExtremum(0, false), signed(3, 5)),
                of(new SearchSorted(), Tensor.of(-2, -0.1, 0.1, 2), signed(7, 2, 3)),
                held(1, new Within(3, "labels are whole", "as indices are"), Tensor.zeros(4)),
                of(new Cast(DType.FLOAT64), signed(9, 4)));
    }

    private static Convolve convolve(Convolve.Role role) {
        return new Convolve(role, Window.of(2, 2).strides(2, 1), List.of(5, 4));
    }

    private static Supplier<Stream<PrimitiveCase>> reductions() {
        return () -> Stream.of(
                of(new Sum(0), signed(1, 5)),
                of(new Sum(1), signed(2, 2, 3, 4)),
                of(new Sum(2), signed(2, 2, 3, 4)),
                of(new CumulativeSum(1, false), signed(2, 2, 3, 4)),
                of(new CumulativeSum(0, true), signed(2, 5)),
                of(new Sum(0), Tensor.of(Shape.of(0, 3))),
                of(Extremum.max(0), signed(3, 7)),
                of(Extremum.max(1), signed(4, 2, 3, 2)),
                of(Extremum.min(0), signed(3, 7)),
                of(Extremum.min(1), signed(4, 2, 3, 2)),
                of(new ExtremumShare("min_share", Kinked.MINIMUM, 1), signed(6, 2, 2), signed(4, 2, 3, 2)),
                of(new ExtremumShare("max_share", Kinked.MAXIMUM, 0), signed(5), signed(3, 7)),
                of(new ExtremumShare("max_share", Kinked.MAXIMUM, 1), signed(6, 2, 2), signed(4, 2, 3, 2)),
                of(new Norm(0), signed(5, 6)),
                of(new Norm(1), signed(5, 2, 3, 4)));
    }

    /** Two outputs, of which one does not depend on the first input. */
    private static Supplier<Stream<PrimitiveCase>> calls() {
        List<TensorType> types = List.of(TensorType.float64(2, 3), TensorType.float64(3));
        Program program = Program.trace(
                        types,
                        in -> List.of(
                                in.get(0).times(in.get(1)).tanh(),
                                in.get(1).exp().sum()))
                .program();
        return () -> Stream.of(of(new Call(program), signed(1, 2, 3), signed(2, 3)));
    }
}
