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
    private final int[] before;
    private final int[] after;

    MissingValues(Tensor ys) {
        double[] values = Knots.numbers(ys, "values");
        count = ys.shape().dim(0);
        channels = values.length / count;
        known = new boolean[values.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = !Double.isNaN(values[i]);
        }
        before = new int[known.length];
        after = new int[known.length];
        for (int i = 0; i < known.length; i++) {
            before[i] = known[i] ? i / channels : i < channels ? -1 : before[i - channels];
        }
        for (int i = known.length - 1; i >= 0; i--) {
            after[i] = known[i] ? i / channels : i + channels < known.length ? after[i + channels] : count;
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
     * The data with the known value next to them before the first and after the last one of a channel; gaps between known values stay. A path
     * through them is smooth where the data begin and end, if it is smooth elsewhere.
     *
     * @param ys the values [T, ...], NaN where missing
     * @throws IllegalArgumentException if a channel has no value
     */
    public static Tensor fillEnds(Tensor ys) {
        MissingValues missing = new MissingValues(rows(ys));
        int[] knots = new int[missing.known.length];
        for (int i = 0; i < knots.length; i++) {
            int channel = i % missing.channels;
            int own = i / missing.channels;
            boolean isEnd = missing.before(own, channel) < 0 || missing.after(own, channel) == missing.count;
            knots[i] = isEnd ? missing.start(own, channel) : own;
        }
        return ys.flatten().take(0, missing.places(knots)).reshape(ys.shape());
    }

    /**
     * The data with as many channels more: how often each channel was known up to and with this knot. So a model sees when and how densely it was
     * observed.
     *
     * @param ys the values [T, ..., channels], NaN where missing, which they stay
     * @return [T, ..., 2 channels], first the data
     * @throws IllegalArgumentException if a channel has no value
     */
    public static Tensor withCounts(Tensor ys) {
        MissingValues missing = new MissingValues(rows(ys));
        double[] counts = new double[missing.known.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (missing.known[i] ? 1 : 0) + (i < missing.channels ? 0 : counts[i - missing.channels]);
        }
        Tensor data = ys.rank() == 1 ? ys.reshape(ys.size(), 1) : ys;
        return Tensor.concatenate(data.rank() - 1, data, Tensor.of(data.type(), counts));
    }

    private static Tensor rows(Tensor ys) {
        Objects.requireNonNull(ys, "missing values are those of a tensor of data, got null");
        if (ys.rank() == 0 || ys.shape().dim(0) == 0) {
            throw new IllegalArgumentException(
                    "data with missing values have a row for each time, [T, ...] with T of 1 or more, got "
                            + ys.type());
        }
        return ys;
    }

    /**
     * Mask of the known values: 1 there and 0 where they are NaN, of the shape and type of {@code ys}. A loss over data with gaps is
     * {@code Tensor.where(known(data), model.minus(data), data.zerosLike())}; a product with the mask would be NaN, as 0 · NaN is.
     */
    public static Tensor known(Tensor ys) {
        Objects.requireNonNull(ys, "MissingValues.known needs a tensor of data, got null");
        return ys.equalTo(ys);
    }

    /** Refuses what is missing in values whose numbers are there; in a program, or for members of a batch, nothing is known yet. */
    static void requireNoneKnown(Tensor ys) {
        if (!ys.isSymbolic()) {
            requireNone(ys);
        }
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
        return before[knot * channels + channel];
    }

    /** The number of knots if there is none. */
    private int after(int knot, int channel) {
        return after[knot * channels + channel];
    }
}
