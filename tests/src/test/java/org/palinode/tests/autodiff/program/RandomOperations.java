package org.palinode.tests.autodiff.program;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

/**
 * Operations for random functions of two tensors whatever their shapes; those that do not fit refuse them. Results are continuous in the
 * inputs, so that rounding in another order changes rounding only: what jumps stands beside a factor that is 0 there.
 */
final class RandomOperations {
    private static final double TURN = 2 * Math.PI;
    private static final RandomKey KEY = RandomKey.of(16);
    private static final List<BinaryOperator<Tensor>> ALL = new ArrayList<>();

    static {
        ALL.addAll(arithmetic());
        ALL.addAll(truth());
        ALL.addAll(functions());
        ALL.addAll(reductions());
        ALL.addAll(places());
        ALL.addAll(picking());
        ALL.addAll(products());
        ALL.addAll(matrices());
    }

    private RandomOperations() {}

    static int count() {
        return ALL.size();
    }

    static Tensor apply(int choice, Tensor a, Tensor b) {
        return ALL.get(choice).apply(a, b);
    }

    private static List<BinaryOperator<Tensor>> arithmetic() {
        return List.of(
                (a, b) -> a.unaryMinus().div(b.square().plus(1)).subtractedFrom(1),
                (a, b) -> b.square().plus(1).dividedInto(2).times(a).tanh(),
                (a, b) -> a.ratioTo(b.square().plus(1)),
                (a, b) -> a.mod(1).times(TURN).sin().plus(b.rem(1).times(TURN).cos()),
                (a, b) -> a.square().plus(0.5).power(b.tanh()).tanh(),
                (a, b) -> a.cast(DType.FLOAT64)
                        .cast(a.dtype())
                        .plus(b.stopGradient().tanh()),
                (a, b) -> a.minus(a.floor()).times(TURN).sin(),
                (a, b) -> a.ceil().minus(a).times(TURN).cos(),
                (a, b) -> a.round().minus(a).times(TURN).cos());
    }

    private static List<BinaryOperator<Tensor>> truth() {
        return List.of(
                (a, b) -> a.less(b).times(a.minus(b)).tanh(),
                (a, b) -> a.lessEqual(b).times(a.minus(b)).tanh(),
                (a, b) -> a.greaterEqual(b).times(a.minus(b)).tanh(),
                (a, b) -> a.notEqualTo(b).times(a.minus(b)).plus(a.equalTo(7)).tanh(),
                (a, b) -> a.greater(0).and(b.greater(0)).times(a.times(b)).tanh(),
                (a, b) -> a.isFinite().or(b).times(a.plus(b)).tanh(),
                (a, b) -> a.isFinite().not().plus(a),
                (a, b) -> a.greater(-100)
                        .all(0)
                        .times(a.greater(-100).any(Axes.all()))
                        .times(b));
    }

    private static List<BinaryOperator<Tensor>> functions() {
        return List.of(
                (a, b) -> a.tanh().expm1().plus(b.square().plus(1).log10()),
                (a, b) -> a.square().log1p().plus(b.atan()),
                (a, b) -> a.tanh().exp().times(b.tanh().times(0.9).acos()),
                (a, b) -> a.gelu().plus(b.silu()).tanh(),
                (a, b) -> a.erf().plus(b.relu()).tanh(),
                (a, b) -> a.leakyRelu(0.1).plus(b.elu(0.7)).tanh(),
                (a, b) -> a.plus(0.0123).abs().minimum(b).tanh(),
                (a, b) -> a.sign()
                        .times(a)
                        .clip(-0.65, 0.85)
                        .plus(b.square().plus(0.5).polygamma(1).tanh()));
    }

    private static List<BinaryOperator<Tensor>> reductions() {
        return List.of(
                (a, b) -> a.mean(-1).plus(a.mean()).tanh(),
                (a, b) -> RandomFunction.apart(a).std(0).tanh(),
                (a, b) -> RandomFunction.apart(a).min(Axes.of(0).kept()).plus(b).tanh(),
                (a, b) -> a.plus(3).norm().tanh().plus(b),
                (a, b) -> a.sumTo(a.shape().with(0, 1)).tanh());
    }

    private static List<BinaryOperator<Tensor>> places() {
        return List.of(
                (a, b) -> a.reshape(-1, 1).squeeze(1).expandDims(0),
                (a, b) -> a.size() > 40 ? null : a.tile(0, 2),
                (a, b) -> a.split(0, 1, a.shape().dim(0) - 1).get(1),
                (a, b) -> a.slice(0, 0, a.shape().dim(0), 2),
                (a, b) -> a.get(-1).plus(a.get(0)).tanh(),
                (a, b) -> a.size() > 9 ? null : a.flatten().diag().plus(0.1),
                (a, b) -> a.trace().tanh().plus(b));
    }

    private static List<BinaryOperator<Tensor>> picking() {
        return List.of(
                (a, b) -> a.take(0, 0, -1, 0),
                (a, b) -> a.take(0, Indices.of(-1, 0)),
                (a, b) -> {
                    Tensor x = RandomFunction.apart(a.flatten());
                    Indices first = Indices.of(x.argmin(0).numbers().reshape(1));
                    return x.takeAlong(0, first)
                            .plus(x.argmax(0).oneHot(x.size()).cast(a.dtype()).dot(x))
                            .tanh();
                },
                (a, b) -> a.scatterAdd(0, Indices.of(0, -1), a.take(0, -1, 0).times(0.5))
                        .tanh(),
                (a, b) -> {
                    Tensor x = RandomFunction.apart(a.flatten());
                    Tensor knots = Tensor.of(-1.5, -0.2, 0.4, 1.1).cast(a.dtype());
                    Tensor count =
                            knots.slice(0, 1, 2).searchSorted(x).numbers().cast(a.dtype());
                    return x.interp(knots, knots.square())
                            .plus(count.times(x.plus(0.2)).tanh());
                },
                (a, b) -> RandomFunction.apart(a).sort(0).values(),
                (a, b) -> RandomFunction.apart(a).topK(0, 2).values(),
                (a, b) -> {
                    Tensor x = RandomFunction.apart(a.flatten());
                    int n = x.size();
                    Indices order = x.sort(0).order();
                    Indices same = order.plus(order)
                            .minus(order)
                            .plus(n + 1)
                            .minus(1)
                            .times(1)
                            .mod(n)
                            .within(n, "this needs places", "as mod gives");
                    Tensor picked = x.take(
                            0,
                            same.slice(0, 0, n)
                                    .take(0, Indices.range(n))
                                    .reshape(n, 1)
                                    .get(0));
                    return picked.times(order.equalTo(same).cast(a.dtype()).all())
                            .plus(order.equalTo(-1).cast(a.dtype()).any());
                },
                (a, b) -> {
                    Tensor p = a.sigmoid();
                    return KEY.bernoulli(p).times(p.minus(KEY.uniform(p.type(), 0, 1)));
                },
                (a, b) -> {
                    Tensor x = a.flatten();
                    Indices drawn = KEY.categorical(x, 0);
                    return x.plus(KEY.gumbel(x.type())).take(0, drawn).tanh();
                });
    }

    private static List<BinaryOperator<Tensor>> products() {
        return List.of(
                (a, b) -> a.dot(b).tanh(),
                (a, b) -> Tensor.einsum(
                                "i...,i->...",
                                a,
                                a.reshape(a.shape().dim(0), -1).mean(1))
                        .tanh(),
                (a, b) -> Tensor.einsum("ij,kj->ik", a, b).tanh(),
                (a, b) -> a.reshape(1, 1, -1)
                        .conv1d(
                                b.flatten().slice(0, 0, 2).reshape(1, 1, 2),
                                Window.of(2).padding(1))
                        .flatten()
                        .tanh(),
                (a, b) -> a.expandDims(0)
                        .expandDims(0)
                        .conv2d(b.flatten().slice(0, 0, 2).reshape(1, 1, 2, 1))
                        .reshape(-1)
                        .tanh(),
                (a, b) -> RandomFunction.apart(a).flatten().maxPool(Window.of(2)),
                (a, b) -> a.meanPool(Window.of(2).padding(1)));
    }

    /** A matrix [2, 2] of the first four numbers, with symmetric part near diag(1, 3). */
    private static Tensor matrix(Tensor a) {
        return a.flatten()
                .slice(0, 0, 4)
                .tanh()
                .times(0.2)
                .reshape(Shape.of(2, 2))
                .plus(Tensor.of(1, 3).cast(a.dtype()).diag());
    }

    private static List<BinaryOperator<Tensor>> matrices() {
        return List.of(
                (a, b) -> matrix(a).solve(b.flatten().slice(0, 0, 2)).tanh(),
                (a, b) -> LinearAlgebra.inverse(matrix(a)).plus(LinearAlgebra.cholesky(matrix(a))),
                (a, b) -> LinearAlgebra.qr(matrix(a))
                        .r()
                        .plus(LinearAlgebra.qr(matrix(a)).q()),
                (a, b) -> LinearAlgebra.eigh(matrix(a)).values(),
                (a, b) -> LinearAlgebra.svd(matrix(a)).values(),
                (a, b) -> LinearAlgebra.slogdet(matrix(a))
                        .logarithm()
                        .plus(LinearAlgebra.det(matrix(a)).log()),
                (a, b) -> LinearAlgebra.solveLower(matrix(a), matrix(b)),
                (a, b) -> LinearAlgebra.solveUpper(matrix(a), matrix(b)),
                (a, b) -> LinearAlgebra.lstsq(matrix(a), matrix(b)));
    }
}
