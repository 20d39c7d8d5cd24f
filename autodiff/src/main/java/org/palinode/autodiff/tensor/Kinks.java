package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Elementwise functions at their kinks, seen from the side to which their inputs move: |x| at 0 moves by |ẋ|, and the slope of |x| there
 * jumps from 0 to the sign of ẋ. A cotangent g that is 0 there has no jump to make, so slopes of g · |x| that are smooth come out right.
 */
final class Kinks {
    private Kinks() {}

    /** The tangent of the function; {@code linear} where the inputs are at no kink. */
    static Tensor tangent(Elementwise function, List<Tensor> in, List<Tensor> inDot, Tensor linear) {
        if (function == Elementwise.ABS) {
            return Tensor.where(in.get(0).equalTo(0), inDot.get(0).abs(), linear);
        }
        boolean chooses = function == Elementwise.MAXIMUM || function == Elementwise.MINIMUM;
        if (!chooses && function != Elementwise.SHARE && function != Elementwise.SPREAD) {
            return linear;
        }
        List<Tensor> dots = withZeros(in, inDot);
        if (chooses) {
            return Tensor.where(in.get(0).equalTo(in.get(1)), Tensor.apply(function, dots.get(0), dots.get(1)), linear);
        }
        boolean shares = function == Elementwise.SHARE;
        Tensor isKink = shares ? in.get(1).equalTo(in.get(2)) : in.get(2).equalTo(0);
        Tensor moves = shares ? dots.get(1).minus(dots.get(2)) : dots.get(1);
        Tensor beyond = Tensor.apply(function, dots).get(0);
        return Tensor.where(isKink, beyond.plus(jump(in.get(0), moves)), linear);
    }

    private static List<Tensor> withZeros(List<Tensor> in, List<Tensor> inDot) {
        List<Tensor> dots = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            dots.add(inDot.get(i) == null ? in.get(i).zerosLike() : inDot.get(i));
        }
        return dots;
    }

    /** How g · slope moves where the slope jumps by {@code height}: infinitely fast, unless there is nothing to move. */
    static Tensor jump(Tensor g, Tensor height) {
        Tensor way = Tensor.apply(Elementwise.STRONG_BOTH, g, height);
        return Tensor.apply(Elementwise.STRONG_DIVIDE, way, way.zerosLike());
    }

    /** {@code linear} elsewhere; at a kink not a number, unless the input does not move. */
    static Tensor undefined(Tensor isKink, Tensor dot, Tensor elsewhere) {
        Tensor nan = Tensor.full(dot.type(), Double.NaN);
        return Tensor.where(isKink, Tensor.apply(Elementwise.STRONG_MULTIPLY, dot, nan), elsewhere);
    }
}
