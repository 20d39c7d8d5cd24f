package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * Share of a cotangent g of {@link Max} for each number of x: equal parts for those that are the largest of their axis. How that moves with
 * x is not a number where there are several, unless they move alike.
 */
record MaxShare(int axis) implements Operation {
    @Override
    public String name() {
        return "max_share";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(1);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer bar = in.get(0);
        Buffer x = in.get(1);
        int length = x.shape().dim(axis);
        int stride = x.shape().strides()[axis];
        return () -> {
            for (int i = 0; i < bar.size(); i++) {
                int first = i / stride * stride * length + i % stride;
                share(bar.get(i), x, out, first, stride, length);
            }
        };
    }

    private static void share(double bar, Buffer x, Buffer out, int first, int stride, int length) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < length; j++) {
            max = Math.max(max, x.get(first + j * stride));
        }
        int hits = 0;
        for (int j = 0; j < length; j++) {
            hits += x.get(first + j * stride) == max ? 1 : 0;
        }
        double nothing = max == max || bar == 0 ? 0 : Double.NaN;
        for (int j = 0; j < length; j++) {
            out.set(first + j * stride, x.get(first + j * stride) == max ? bar / hits : nothing);
        }
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

    /** 1 / (number of ties) where the maximum is reached, 0 elsewhere. */
    Tensor shares(Tensor x) {
        return Tensor.apply(this, Tensor.full(x.type().with(x.shape().without(axis)), 1), x);
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
        Tensor fastest = Max.ofHits(axis, isHit, inDot.get(1));
        Tensor slowest = Max.ofHits(axis, isHit, inDot.get(1).negate()).negate();
        Tensor apart = kept(fastest.minus(slowest), x);
        Tensor turned = Cotangents.undefined(isHit, apart.broadcastTo(x.shape()), x.zerosLike());
        return moved == null ? turned : moved.plus(turned);
    }

    /** Beyond the tie only those are largest that move fastest. */
    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        if (inDot.get(1) == null) {
            return Operation.super.oneSided(in, out, inDot);
        }
        Tensor x = in.get(1);
        Tensor bar = in.get(0);
        Tensor barDot = inDot.get(0) == null ? bar.zerosLike() : inDot.get(0);
        Tensor before = shares(x);
        Tensor movesOfHits =
                Tensor.where(before.greater(0), inDot.get(1), Tensor.full(x.type(), Double.NEGATIVE_INFINITY));
        Tensor height = shares(movesOfHits).minus(before);
        Tensor beyond = Tensor.apply(this, barDot, movesOfHits);
        return List.of(beyond.plus(Cotangents.jump(kept(bar, x).broadcastTo(x.shape()), height)));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(
                new MaxShare(axis + 1),
                List.of(
                        Batching.stretched(in.get(0), isBatched.test(0), size),
                        Batching.stretched(in.get(1), isBatched.test(1), size)));
    }
}
