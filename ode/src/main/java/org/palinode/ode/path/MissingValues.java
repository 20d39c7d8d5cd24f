package org.palinode.ode.path;

import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Repair of data with gaps: values [T, ...] that are NaN where they are missing, channel by channel. The numbers decide which values are
 * missing. Their replacements are differentiable in the known values and the knots.
 */
public final class MissingValues {
    private final int count;
    private final int channels;
    private final boolean[] known;

    MissingValues(Tensor ys) {
        double[] values = Knots.numbers(ys, "values");
        count = ys.shape().dim(0);
        channels = values.length / count;
        known = new boolean[values.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = !Double.isNaN(values[i]);
        }
        for (int channel = 0; channel < channels; channel++) {
            if (before(count - 1, channel) < 0) {
                throw new IllegalArgumentException("channel " + channel
                        + " of the data has no value at all, so nothing can stand for what is missing; leave it out");
            }
        }
    }

    /**
     * The data with its gaps filled on the line between the neighbouring known values. Before the first and after the last known value of a
     * channel that value is used.
     *
     * @param ts the knots [T], float64, strictly rising
     * @param ys the values [T, ...], NaN where missing
     * @throws IllegalArgumentException if a channel has no value
     */
    public static Tensor fill(Tensor ts, Tensor ys) {
        Knots.rising(ts, ys);
        MissingValues missing = new MissingValues(ys);
        int n = missing.known.length;
        int[] left = new int[n];
        int[] right = new int[n];
        int[] own = new int[n];
        double[] open = new double[n];
        for (int i = 0; i < n; i++) {
            own[i] = i / missing.channels;
            left[i] = missing.start(own[i], i % missing.channels);
            right[i] = missing.end(own[i], i % missing.channels);
            open[i] = left[i] < right[i] ? 1 : 0;
        }
        Tensor gap = Tensor.of(open);
        Tensor start = ts.take(0, left);
        Tensor length = ts.take(0, right).minus(start).plus(gap.negate().plus(1)); // 1 where nothing is missing
        Tensor fraction =
                ts.take(0, own).minus(start).times(gap).dividedBy(length).cast(ys.dtype());
        Tensor flat = ys.flatten();
        Tensor from = flat.take(0, missing.places(left));
        return from.plus(flat.take(0, missing.places(right)).minus(from).times(fraction))
                .reshape(ys.shape());
    }

    /** The data with each missing value replaced by the known one before it, at the start by the first known one. */
    public static Tensor carryForward(Tensor ts, Tensor ys) {
        Knots.rising(ts, ys);
        MissingValues missing = new MissingValues(ys);
        int[] left = new int[missing.known.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = missing.start(i / missing.channels, i % missing.channels);
        }
        return ys.flatten().take(0, missing.places(left)).reshape(ys.shape());
    }

    /**
     * Mask of the known values: 1 there and 0 where they are NaN, of the shape and type of {@code ys}. A loss over data with gaps is
     * {@code Tensor.where(known(data), model.minus(data), data.zerosLike())}; a product with the mask would be NaN, as 0 · NaN is.
     */
    public static Tensor known(Tensor ys) {
        Objects.requireNonNull(ys, "MissingValues.known needs a tensor of data, got null");
        return ys.equalTo(ys);
    }

    static void requireNone(Tensor ys) {
        MissingValues missing = new MissingValues(ys);
        for (int i = 0; i < missing.known.length; i++) {
            if (!missing.known[i]) {
                throw new IllegalArgumentException("this path needs all values, but value " + i / missing.channels
                        + " of channel " + i % missing.channels + " is NaN; fill the gaps with MissingValues.fill");
            }
        }
    }

    int channels() {
        return channels;
    }

    /** The places in the flat data of entries at the given knots, channels in turn. */
    int[] places(int... knots) {
        int[] places = new int[knots.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = knots[i] * channels + i % channels;
        }
        return places;
    }

    /** The knot of the known value at or before {@code knot}, or else of the first one after it. */
    int start(int knot, int channel) {
        int before = before(knot, channel);
        return before >= 0 ? before : after(knot, channel);
    }

    /** The knot of the known value at or after {@code knot}, or else of the last one before it. */
    int end(int knot, int channel) {
        int after = after(knot, channel);
        return after < count ? after : before(knot, channel);
    }

    /** −1 if there is none. */
    private int before(int knot, int channel) {
        int at = knot;
        while (at >= 0 && !known[at * channels + channel]) {
            at--;
        }
        return at;
    }

    /** The number of knots if there is none. */
    private int after(int knot, int channel) {
        int at = knot;
        while (at < count && !known[at * channels + channel]) {
            at++;
        }
        return at;
    }
}
