package org.palinode.ode.path;

import java.util.Optional;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The coefficients of {@link CubicInterpolation#backwardHermite}. In a channel whose known values around a piece lie at knots l and r, p the
 * known one before l, the cubic starts at l with slope (y_l − y_p)/(t_l − t_p), at the first with that to r, and meets y_r with the
 * slope (y_r − y_l)/(t_r − t_l). A piece inside of such a gap has the same cubic, written from its own knot.
 */
final class BackwardDifferences {
    private final Tensor ts;
    private final Tensor flat;
    private final MissingValues missing;
    private final int[] own;
    private final int[] left;
    private final int[] right;
    private final int[] before;
    private final int[] beforeEnd;
    private final boolean[] first;
    private final int pieces;

    BackwardDifferences(Tensor ts, Tensor ys) {
        this.ts = ts;
        flat = ys.flatten();
        missing = new MissingValues(ys);
        pieces = ts.size() - 1;
        int n = pieces * missing.channels();
        own = new int[n];
        left = new int[n];
        right = new int[n];
        before = new int[n];
        beforeEnd = new int[n];
        first = new boolean[n];
        for (int i = 0; i < n; i++) {
            int channel = i % missing.channels();
            own[i] = i / missing.channels();
            left[i] = missing.start(own[i], channel);
            right[i] = missing.end(own[i] + 1, channel);
            boolean constant = left[i] > own[i] || left[i] == right[i];
            right[i] = constant ? left[i] : right[i];
            int previous = left[i] == 0 ? 0 : missing.start(left[i] - 1, channel);
            first[i] = previous == left[i] || left[i] == 0;
            before[i] = first[i] ? left[i] : previous;
            beforeEnd[i] = first[i] ? right[i] : left[i];
        }
    }

    /**
     * a, b, c and d, each [T − 1, channels].
     *
     * @param slope at the first known value of each channel; empty for that to the second
     */
    Tensor[] coefficients(Optional<Tensor> slope) {
        Tensor a = flat.take(0, missing.places(left));
        Tensor h = length(left, right);
        Tensor mean = difference(left, right).dividedBy(h);
        Tensor backward = difference(before, beforeEnd).dividedBy(length(before, beforeEnd));
        Tensor b = slope.map(given -> started(given, backward)).orElse(backward).times(open(left, right));
        Tensor c = mean.minus(b).times(2).dividedBy(h);
        Tensor d = mean.minus(b).dividedBy(h.square()).negate();
        Tensor s = ts.take(0, own).minus(ts.take(0, left)).cast(flat.dtype()).times(open(left, right));
        return new Tensor[] {
            rows(a.plus(b.plus(c.plus(d.times(s)).times(s)).times(s))),
            rows(b.plus(c.times(2).plus(d.times(s).times(3)).times(s))),
            rows(c.plus(d.times(s).times(3))),
            rows(d)
        };
    }

    /**
     * The knots at which a channel leaves its first known value with a slope, or comes to rest at its last.
     *
     * @param slopes at the starts of pieces [T − 1, channels]
     */
    double[] kinks(Tensor slopes) {
        double[] times = Knots.numbers(ts, "knots");
        double[] slope = Knots.numbers(slopes, "slopes");
        int channels = missing.channels();
        return IntStream.range(channels, left.length)
                .filter(i -> isConstant(i) ? !isConstant(i - channels) : isConstant(i - channels) && slope[i] != 0)
                .mapToDouble(i -> times[own[i]])
                .distinct()
                .toArray();
    }

    private boolean isConstant(int i) {
        return left[i] == right[i];
    }

    /** The given slope in the pieces that no known value lies before. */
    private Tensor started(Tensor slope, Tensor backward) {
        double[] isFirst = new double[first.length];
        for (int i = 0; i < isFirst.length; i++) {
            isFirst[i] = first[i] ? 1 : 0;
        }
        Tensor spread = slope.reshape(1, missing.channels()).broadcastTo(Shape.of(pieces, missing.channels()));
        return Tensor.where(Tensor.of(isFirst), spread.flatten(), backward);
    }

    private Tensor difference(int[] from, int[] to) {
        return flat.take(0, missing.places(to)).minus(flat.take(0, missing.places(from)));
    }

    /** The time from one knot to another; 1 where they are the same. */
    private Tensor length(int[] from, int[] to) {
        Tensor length = ts.take(0, to).minus(ts.take(0, from)).cast(flat.dtype());
        return length.plus(open(from, to).negate().plus(1));
    }

    /** 1 where the knots differ, else 0. */
    private Tensor open(int[] from, int[] to) {
        double[] open = new double[from.length];
        for (int i = 0; i < open.length; i++) {
            open[i] = from[i] == to[i] ? 0 : 1;
        }
        return Tensor.of(open).cast(flat.dtype());
    }

    private Tensor rows(Tensor values) {
        return values.reshape(pieces, missing.channels());
    }
}
