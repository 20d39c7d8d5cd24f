package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * Share of a cotangent g of {@link Extremum} for each number of x: equal parts for those that are the extremum of their axis. How that moves with
 * x is not a number where there are several, unless they move alike.
 *
 * @param function which of two numbers is the extremum
 */
record ExtremumShare(String name, Elementwise function, int axis) implements Operation {
    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(1);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        int sign = function.start() < 0 ? 1 : -1;
        return new SharesOfExtremum(in.get(0), new AxisRows(in.get(1), axis), out, sign);
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Tensor x = in.get(1);
        Tensor shares = shares(x);
        if (input == 0) {
            return Tensor.apply(Cotangents.STRONG_MULTIPLY, outBar, shares).sum(axis);
        }
        Tensor isTied = shares.greater(0).times(shares.less(1));
        return Cotangents.undefined(isTied, outBar, x.zerosLike());
    }

    /** 1 / (number of ties) where the extremum is reached, 0 elsewhere. */
    Tensor shares(Tensor x) {
        return Tensor.apply(this, Tensor.full(x.type().with(x.shape().without(axis)), 1), x);
    }

    /** {@code x} where {@code isHit} is 1, elsewhere what is never the extremum. */
    Tensor amongHits(Tensor isHit, Tensor x) {
        return among(isHit, x, function.start());
    }

    private static Tensor among(Tensor isHit, Tensor x, double elsewhere) {
        return Tensor.where(isHit, x, Tensor.full(x.type(), elsewhere));
    }

    private Tensor kept(Tensor reduced, Tensor x) {
        return reduced.reshape(x.shape().with(axis, 1));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        Tensor x = in.get(1);
        Tensor moved = inDot.get(0) == null ? null : Tensor.apply(this, inDot.get(0), x);
        if (inDot.get(1) == null) {
            return moved;
        }
        Tensor isHit = shares(x).greater(0);
        Tensor fastest = among(isHit, inDot.get(1), Double.NEGATIVE_INFINITY).max(axis);
        Tensor slowest = among(isHit, inDot.get(1), Double.POSITIVE_INFINITY).min(axis);
        Tensor apart = kept(fastest.minus(slowest), x);
        Tensor turned = Cotangents.undefined(isHit, apart.broadcastTo(x.shape()), x.zerosLike());
        return moved == null ? turned : moved.plus(turned);
    }

    /** Beyond the tie only those are largest that move fastest, or smallest that move slowest. */
    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        if (inDot.get(1) == null) {
            return Operation.super.oneSided(in, out, inDot);
        }
        Tensor x = in.get(1);
        Tensor bar = in.get(0);
        Tensor barDot = inDot.get(0) == null ? bar.zerosLike() : inDot.get(0);
        Tensor before = shares(x);
        Tensor movesOfHits = amongHits(before.greater(0), inDot.get(1));
        Tensor height = shares(movesOfHits).minus(before);
        Tensor beyond = Tensor.apply(this, barDot, movesOfHits);
        return List.of(beyond.plus(Cotangents.jump(kept(bar, x).broadcastTo(x.shape()), height)));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(
                new ExtremumShare(name, function, axis + 1),
                List.of(
                        Batching.stretched(in.get(0), isBatched.test(0), size),
                        Batching.stretched(in.get(1), isBatched.test(1), size)));
    }

    @Override
    public String toString() {
        return name + "[axis=" + axis + "]";
    }
}
