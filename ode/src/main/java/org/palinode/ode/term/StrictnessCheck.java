package org.palinode.ode.term;

import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Check of the promise that number i of g depends on number i of y alone, as far as derivatives near y show it. One half of the numbers of y moves at a
 * time, and the other half of g has to stay. Up to 16 numbers the halves are such that each pair is parted by one of them; of more, a pair is missed
 * once in 16 times, and whatever mixes does so in many pairs.
 *
 * @param y [n]
 */
record StrictnessCheck(Tensor y) {
    private static final int HALVES = 4;
    /** Rounding where numbers are added up and taken apart inside of g; elsewhere what stays has a derivative of exactly 0. */
    private static final double ULPS = 1e4;
    /** The distance from y: where y is 0 products of its numbers have no slope, and near it they have. */
    private static final double NEAR = 0x1p-6;

    /** @throws IllegalArgumentException if a number of g [n] changes with others of y */
    void check(UnaryOperator<Tensor> g) {
        Tensor sizes = Tensor.where(y.equalTo(0), y.onesLike(), y.abs());
        Tensor near = y.plus(
                sizes.times(Tensor.arange(y.size()).sin().plus(2).times(NEAR).cast(y.dtype())));
        double[] values = g.apply(near).toArray();
        for (int number = 0; number < HALVES && 1 << number < y.size(); number++) {
            Tensor half = half(number);
            Tensor moved = slope(g, near, sizes.times(half));
            Tensor rest = slope(g, near, sizes.minus(sizes.times(half)));
            requireStill(
                    Tensor.where(half, rest, moved).toArray(),
                    Tensor.where(half, moved, rest).toArray(),
                    values);
        }
    }

    private Tensor half(int number) {
        double[] half = new double[y.size()];
        for (int i = 0; i < half.length; i++) {
            int spread =
                    half.length <= 1 << HALVES ? i : i * 0x9E3779B9 >>> Integer.SIZE - HALVES; // by the golden ratio
            half[i] = spread >> number & 1;
        }
        return Tensor.of(y.type(), half);
    }

    private void requireStill(double[] byOthers, double[] byOwn, double[] values) {
        for (int i = 0; i < values.length; i++) {
            double size = Math.abs(values[i]) + Math.abs(byOwn[i]);
            if (Math.abs(byOthers[i]) > ULPS * y.dtype().epsilon() * size) {
                throw new IllegalArgumentException(
                        "strictly() promises that each number of a diffusion depends on its own number of y alone, but number "
                                + i + " of this one changes with others"
                                + "; leave strictly() out, and take a solver for general noise");
            }
        }
    }

    private static Tensor slope(UnaryOperator<Tensor> g, Tensor at, Tensor direction) {
        Tangents tangents = new Tangents();
        return tangents.tangent(g.apply(tangents.variable(at, direction)));
    }
}
