package org.palinode.ode.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Log-signature of depth 2 of a piecewise linear path X with c channels: how far it moved in each, and for each pair i &lt; j the area between path and
 * chord,
 * <pre>
 *   ½ ∫ (Xᵢ − Xᵢ(start)) dXⱼ − (Xⱼ − Xⱼ(start)) dXᵢ
 * </pre>
 * in the order (1, 2), (1, 3), ..., (2, 3), ...: the coefficients at the Lyndon words of one and two letters. Of long data it tells in one row for a window
 * what a controlled equation needs of the window, up to the third power of how far X moves there. A {@link org.palinode.ode.term.ControlTerm} over
 * {@link #path} then takes steps as long as a window: the log-ODE method. Differentiable in the data and the knots.
 *
 * <p>Source: J. Morrill, C. Salvi, P. Kidger, J. Foster, T. Lyons, "Neural Rough Differential Equations for Long Time Series", ICML 2021,
 * arXiv:2009.08295.
 */
public final class LogSignature {
    private LogSignature() {}

    /** The channels of the log-signature of a path with {@code channels} channels: one for each, and one for each pair. */
    public static int channels(int channels) {
        return channels + channels * (channels - 1) / 2;
    }

    /**
     * The log-signature of the whole path through values.
     *
     * @param ys the values [T, ..., c], in the order of the path; times do not matter
     * @return [..., c + c(c − 1)/2]
     * @throws IllegalArgumentException if there is no axis of channels
     */
    public static Tensor of(Tensor ys) {
        requireChannels(ys);
        int last = ys.shape().dim(0) - 1;
        Tensor moved = ys.index(0, last).minus(ys.index(0, 0));
        int channels = ys.shape().dim(-1);
        if (channels == 1 || last == 0) {
            return padded(moved, channels(channels) - channels);
        }
        Tensor before = ys.slice(0, 0, last).minus(ys.slice(0, 0, 1));
        Tensor steps = ys.slice(0, 1, last + 1).minus(ys.slice(0, 0, last));
        int[][] pairs = pairs(channels);
        Tensor turned = before.take(-1, pairs[0])
                .times(steps.take(-1, pairs[1]))
                .minus(before.take(-1, pairs[1]).times(steps.take(-1, pairs[0])));
        return Tensor.concatenate(-1, moved, turned.sum(0).times(0.5));
    }

    /**
     * The straight path through the log-signatures of windows, added up: between two ends of windows it moves by the log-signature of X there. At the
     * first end it is X, with areas of 0. A controlled equation over it has a field [..., c + c(c − 1)/2], which is learned.
     *
     * @param ts the knots of X [T], float64, finite, not falling
     * @param ys its values [T, ..., c], without gaps
     * @param windows the ends of the windows, rising, within the knots; X is straight between knots where an end is none of them
     * @throws IllegalArgumentException if they do not fit together
     */
    public static LinearInterpolation path(Tensor ts, Tensor ys, double... windows) {
        Knots.notFalling(ts, ys);
        requireChannels(ys);
        double[] times = Knots.numbers(ts, "knots");
        requireWindows(times, windows);
        LinearInterpolation whole = LinearInterpolation.of(ts, ys);
        List<Tensor> ends = new ArrayList<>();
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < windows.length; i++) {
            int knot = lastKnot(times, windows[i]);
            ends.add(times[knot] == windows[i] ? ts.get(knot) : Tensor.scalar(windows[i]));
            sums.add(
                    i == 0
                            ? padded(
                                    value(whole, ys, times, windows[0]),
                                    channels(ys.shape().dim(-1)) - ys.shape().dim(-1))
                            : sums.get(i - 1).plus(of(piece(whole, ys, times, windows[i - 1], windows[i]))));
        }
        return LinearInterpolation.of(Tensor.stack(0, ends), Tensor.stack(0, sums));
    }

    private static void requireChannels(Tensor ys) {
        if (ys.rank() < 2 || ys.shape().dim(0) == 0 || ys.shape().dim(-1) == 0) {
            throw new IllegalArgumentException("a log-signature is of values [times, ..., channels], got " + ys.type()
                    + "; reshape a single channel to [times, 1]");
        }
    }

    private static void requireWindows(double[] times, double[] windows) {
        boolean rise = IntStream.range(1, windows.length).allMatch(i -> windows[i] > windows[i - 1]);
        boolean lieInside =
                windows.length > 1 && windows[0] >= times[0] && windows[windows.length - 1] <= times[times.length - 1];
        if (!rise || !lieInside) {
            throw new IllegalArgumentException("windows of a log-signature need two or more ends that rise from "
                    + times[0] + " or later to " + times[times.length - 1] + " or earlier, got "
                    + Arrays.toString(windows));
        }
    }

    /** Pairs i &lt; j: all i, and all j. */
    private static int[][] pairs(int channels) {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            for (int j = i + 1; j < channels; j++) {
                pairs.add(new int[] {i, j});
            }
        }
        return new int[][] {
            pairs.stream().mapToInt(pair -> pair[0]).toArray(),
            pairs.stream().mapToInt(pair -> pair[1]).toArray()
        };
    }

    private static Tensor padded(Tensor channels, int zeros) {
        if (zeros == 0) {
            return channels;
        }
        Shape shape = channels.shape();
        return Tensor.concatenate(
                -1, channels, Tensor.full(channels.type().with(shape.with(shape.rank() - 1, zeros)), 0));
    }

    /** The values of X at the ends of a window and at the knots between, after those at its start up to those at its end. */
    private static Tensor piece(LinearInterpolation whole, Tensor ys, double[] times, double from, double to) {
        int before = lastKnot(times, from);
        int last = lastKnot(times, to);
        List<Tensor> rows = new ArrayList<>();
        rows.add(row(value(whole, ys, times, from)));
        if (last > before) {
            rows.add(ys.slice(0, before + 1, last + 1));
        }
        if (times[last] < to) {
            rows.add(row(value(whole, ys, times, to)));
        }
        return Tensor.concatenate(0, rows);
    }

    private static Tensor row(Tensor value) {
        return value.reshape(value.shape().insert(0, 1));
    }

    /** X at a time, from the right where it jumps. */
    private static Tensor value(LinearInterpolation whole, Tensor ys, double[] times, double t) {
        int knot = lastKnot(times, t);
        return times[knot] == t ? ys.index(0, knot) : whole.evaluate(Tensor.scalar(t));
    }

    /** The last knot that is not later than t. */
    private static int lastKnot(double[] times, double t) {
        int knot = Arrays.binarySearch(times, t);
        knot = knot < 0 ? -knot - 2 : knot;
        while (knot + 1 < times.length && times[knot + 1] == t) {
            knot++;
        }
        return knot;
    }
}
