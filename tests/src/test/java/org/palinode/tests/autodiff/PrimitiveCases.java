package org.palinode.tests.autodiff;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;

/** The list of primitives. Random inputs keep away from kinks, ties and poles by more than a central difference moves them. */
final class PrimitiveCases {
    private PrimitiveCases() {}

    /** Every primitive at least once, and the ways in which shapes can meet. */
    static Stream<PrimitiveCase> all() {
        return Stream.of(unary(), binary(), choice(), products(), places(), reductions(), calls())
                .flatMap(Supplier::get);
    }

    /** Those of float64 inputs, again in float32. */
    static Stream<PrimitiveCase> single() {
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
    static Stream<PrimitiveCase> differentiable() {
        return Stream.concat(all(), single())
                .filter(each -> each.held() < each.inputs().size());
    }

    private static PrimitiveCase of(Primitive primitive, Tensor... inputs) {
        boolean jumps = primitive == Primitives.WHERE || primitive.stopsGradients();
        return new PrimitiveCase(primitive, List.of(inputs), jumps ? 1 : 0);
    }

    /** With positions, which are whole, for its first input. */
    private static PrimitiveCase at(Tensor positions, Primitive primitive, Tensor input) {
        return new PrimitiveCase(primitive, List.of(positions, input), 1);
    }

    /** Numbers of both signs with 0.3 < |x| < 1.5. */
    static Tensor signed(int seed, int... dims) {
        Tensor size = positive(seed, dims);
        Tensor signs = RandomKey.of(seed).fold(1).normal(dims).sign();
        return size.times(signs).concrete();
    }

    /** Numbers with 0.3 < x < 1.5. */
    static Tensor positive(int seed, int... dims) {
        return RandomKey.of(seed).uniform(TensorType.float64(dims), 0.3, 1.5);
    }

    private static Supplier<Stream<PrimitiveCase>> unary() {
        return () -> Stream.of(
                of(Primitives.NEGATE, signed(1, 2, 3)),
                of(Primitives.EXP, signed(2, 2, 3)),
                of(Primitives.EXPM1, signed(3, 5)),
                of(Primitives.LOG, positive(4, 2, 3)),
                of(Primitives.LOG1P, positive(5, 4)),
                of(Primitives.SQRT, positive(6, 4)),
                of(Primitives.SIN, signed(7, 4)),
                of(Primitives.COS, signed(8, 4)),
                of(Primitives.TANH, signed(9, 3, 2)),
                of(Primitives.SECH_SQUARE, signed(9, 3, 2)),
                of(Primitives.ODD_EXPM1, signed(9, 4)),
                of(Primitives.TANH_FROM, signed(10, 4)),
                of(Primitives.SECH_SQUARE_FROM, signed(11, 4)),
                of(Primitives.SIGMOID, signed(10, 4)),
                of(Primitives.SOFTPLUS, signed(11, 4)),
                of(Primitives.RELU, signed(12, 6)),
                of(Primitives.ABS, signed(13, 6)),
                of(Primitives.SIGN, signed(14, 6)),
                of(Primitives.ERF, signed(15, 4)),
                of(Primitives.TANH, Tensor.of(Shape.scalar(), 0.4)),
                of(Primitives.TANH, Tensor.of(Shape.of(0))),
                of(Primitives.stopGradient(), signed(16, 4)));
    }

    private static Supplier<Stream<PrimitiveCase>> binary() {
        return () -> Stream.of(
                of(Primitives.ADD, signed(1, 2, 3), signed(2, 2, 3)),
                of(Primitives.ADD, signed(1, 2, 3), signed(2, 3)),
                of(Primitives.SUBTRACT, signed(3, 3), signed(4, 2, 3)),
                of(Primitives.MULTIPLY, signed(5, 2, 1), signed(6, 1, 3)),
                of(Primitives.MULTIPLY, signed(5), signed(6, 2, 3)),
                of(Primitives.DIVIDE, signed(7, 4, 1, 3), signed(8, 2, 1)),
                of(Primitives.POWER, positive(9, 2, 3), signed(10, 3)),
                of(Primitives.POWER, positive(9, 3), signed(10, 2, 3)),
                of(Primitives.MINIMUM, signed(11, 2, 3), signed(12, 3)),
                of(Primitives.MAXIMUM, signed(13, 3), signed(14, 2, 1)),
                of(Primitives.STRONG_MULTIPLY, signed(5, 2, 1), signed(6, 1, 3)),
                of(Primitives.STRONG_DIVIDE, signed(7, 4, 1, 3), signed(8, 2, 1)),
                of(Primitives.STRONG_BOTH, signed(5), signed(6, 2, 3)),
                of(Primitives.LESS, signed(15, 2, 3), signed(16, 3)),
                of(Primitives.LESS_EQUAL, signed(15, 2, 3), signed(16, 3)),
                of(Primitives.GREATER, signed(15, 2, 3), signed(16, 3)),
                of(Primitives.GREATER_EQUAL, signed(15, 2, 3), signed(16, 3)),
                of(Primitives.EQUAL, signed(15, 2, 3), signed(16, 3)),
                of(Primitives.NOT_EQUAL, signed(15, 2, 3), signed(16, 3)));
    }

    private static Supplier<Stream<PrimitiveCase>> choice() {
        return () -> Stream.of(
                of(Primitives.WHERE, signed(1, 2, 3).greater(0), signed(2, 2, 3), signed(3, 2, 3)),
                of(Primitives.WHERE, signed(1, 3).greater(0), signed(2, 2, 1), signed(3, 4, 1, 1)),
                of(Primitives.SHARE, signed(1, 2, 3), signed(2, 3), signed(3, 2, 1)),
                of(Primitives.SPREAD, signed(1), signed(2, 2, 3), positive(3)));
    }

    private static Supplier<Stream<PrimitiveCase>> products() {
        return () -> Stream.of(
                of(Primitives.matmul(false, false), signed(1, 2, 3), signed(2, 3, 4)),
                of(Primitives.matmul(true, false), signed(1, 3, 2), signed(2, 3, 4)),
                of(Primitives.matmul(false, true), signed(1, 2, 3), signed(2, 4, 3)),
                of(Primitives.matmul(true, true), signed(1, 3, 2), signed(2, 4, 3)),
                of(Primitives.matmul(false, false), signed(1, 1, 3), signed(2, 3, 4)),
                of(Primitives.matmul(false, true), signed(1, 1, 3), signed(2, 4, 3)),
                of(Primitives.matmul(false, false), signed(1, 4, 1), signed(2, 1, 5)),
                of(Primitives.matmul(true, false), signed(1, 2, 2, 3, 2), signed(2, 2, 2, 3, 4)),
                of(Primitives.solve(false), dominant(4), signed(3, 4, 2)),
                of(Primitives.solve(true), dominant(4), signed(3, 4, 1)));
    }

    /** A matrix [n, n] far from singular. */
    private static Tensor dominant(int n) {
        return signed(17, n, n).plus(Tensor.eye(n).times(2.0 * n)).concrete();
    }

    private static Supplier<Stream<PrimitiveCase>> places() {
        return () -> Stream.of(
                of(Primitives.reshape(3, 2), signed(1, 2, 3)),
                of(Primitives.transpose(2, 0, 1), signed(2, 2, 3, 4)),
                of(Primitives.transpose(1, 0), signed(2, 2, 3)),
                of(Primitives.broadcastTo(4, 2, 3), signed(3, 2, 1)),
                of(Primitives.broadcastTo(2, 2), signed(3)),
                of(Primitives.slice(1, 1, 3), signed(4, 2, 4, 3)),
                of(Primitives.slice(0, 1, 2), signed(4, 3, 2)),
                of(Primitives.slice(0, 1, 1), signed(4, 3)),
                of(Primitives.place(1, 1, 3, 2, 4), signed(5, 2, 2)),
                of(Primitives.concatenate(1), signed(6, 2, 1), signed(7, 2, 3), signed(8, 2, 2)),
                of(Primitives.concatenate(0), signed(6, 1, 2), signed(7, 3, 2)),
                at(Tensor.of(2, 0, -1, 2), Primitives.take(0), signed(1, 4)),
                at(Tensor.of(new double[][] {{1, 0, 1}, {-2, 2, 0}}), Primitives.take(1), signed(2, 2, 3, 4)),
                at(Tensor.scalar(1), Primitives.take(-1), signed(3, 2, 3)),
                at(Tensor.of(), Primitives.take(0), signed(4, 3, 2)),
                at(Tensor.of(2, 0, -1, 2), Primitives.scatterAdd(0, 4), signed(5, 4)),
                at(Tensor.of(1, 1, 0), Primitives.scatterAdd(-2, 2, 3, 4), signed(6, 2, 3, 4)),
                of(Primitives.searchSorted(), Tensor.of(-2, -0.1, 0.1, 2), signed(7, 2, 3)),
                of(Primitives.cast(DType.FLOAT64), signed(9, 4)));
    }

    private static Supplier<Stream<PrimitiveCase>> reductions() {
        return () -> Stream.of(
                of(Primitives.sum(0), signed(1, 5)),
                of(Primitives.sum(1), signed(2, 2, 3, 4)),
                of(Primitives.sum(2), signed(2, 2, 3, 4)),
                of(Primitives.sum(0), Tensor.of(Shape.of(0, 3))),
                of(Primitives.max(0), signed(3, 7)),
                of(Primitives.max(1), signed(4, 2, 3, 2)),
                of(Primitives.maxShare(0), signed(5), signed(3, 7)),
                of(Primitives.maxShare(1), signed(6, 2, 2), signed(4, 2, 3, 2)),
                of(Primitives.norm(), signed(5, 2, 3)));
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
