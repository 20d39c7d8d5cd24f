package org.palinode.ode.path;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Piecewise linear path. Where two knots are equal the path jumps from the value at the first to that at the second. */
public final class LinearInterpolation implements Path {
    private final Knots knots;
    private final Tensor table;
    private final Shape shape;

    private LinearInterpolation(Knots knots, Tensor table, Shape shape) {
        this.knots = knots;
        this.table = table;
        this.shape = shape;
    }

    /**
     * The path of straight lines through {@code ys}.
     *
     * @param ts the knots [T], float64, finite, not falling
     * @param ys the values [T, ...]; where some are missing, {@link MissingValues#fill} them first
     * @throws IllegalArgumentException if they do not fit together, the knots fall, or a value is NaN, as far as numbers are known: inside a
     *     traced function NaN makes the path NaN around
     */
    public static LinearInterpolation of(Tensor ts, Tensor ys) {
        Knots knots = Knots.notFalling(ts, ys);
        MissingValues.requireNoneKnown(ys);
        return new LinearInterpolation(knots, Knots.table(ys), ys.shape().without(0));
    }

    /**
     * The path of the last known value: constant from each knot to the next, where it jumps. Its knots are t₀, t₁, t₁, t₂, t₂, ..., its
     * values y₀, y₀, y₁, y₁, ... A missing value is that before it, or at the start the first known one.
     *
     * @param ts the knots [T], float64, strictly rising
     * @param ys the values [T, ...], NaN where missing
     */
    public static LinearInterpolation rectilinear(Tensor ts, Tensor ys) {
        Knots.rising(ts, ys);
        Tensor filled = Knots.table(MissingValues.carryForward(ts, ys));
        int count = ts.size();
        int n = filled.shape().dim(1);
        int[] times = new int[2 * count - 1];
        int[] values = new int[(2 * count - 1) * n];
        for (int i = 0; i < times.length; i++) {
            times[i] = (i + 1) / 2;
            for (int channel = 0; channel < n; channel++) {
                values[i * n + channel] = i / 2 * n + channel;
            }
        }
        Tensor doubled = filled.flatten().take(0, values).reshape(ys.shape().with(0, times.length));
        return of(ts.take(0, times), doubled);
    }

    @Override
    public Tensor evaluate(Tensor t) {
        Tensor time = Knots.time(t);
        Indices piece = knots.piece(time);
        Tensor start = knots.knot(piece, 0);
        Tensor length = knots.knot(piece, 1).minus(start);
        Tensor jump = length.equalTo(0);
        Tensor fraction = Tensor.where(
                jump, Tensor.scalar(1), time.minus(start).dividedBy(Tensor.where(jump, Tensor.scalar(1), length)));
        Tensor from = row(piece, 0);
        return from.plus(row(piece, 1).minus(from).times(fraction.cast(table.dtype())))
                .reshape(shape);
    }

    @Override
    public Tensor derivative(Tensor t) {
        Indices piece = knots.piece(Knots.time(t));
        Tensor length = knots.knot(piece, 1).minus(knots.knot(piece, 0));
        Tensor jump = length.equalTo(0);
        Tensor inverse = Tensor.where(
                jump,
                Tensor.scalar(0),
                Tensor.where(jump, Tensor.scalar(1), length).power(-1));
        return row(piece, 1)
                .minus(row(piece, 0))
                .times(inverse.cast(table.dtype()))
                .reshape(shape);
    }

    private Tensor row(Indices piece, int offset) {
        return table.take(0, piece.plus(offset));
    }

    @Override
    public double[] knots() {
        return Arrays.stream(knots.numbers()).distinct().toArray();
    }

    @Override
    public double[] kinks() {
        double[] times = knots();
        return Arrays.copyOfRange(times, 1, times.length - 1);
    }

    @Override
    public Path withFixedKinks() {
        return kinks().length == 0 ? this : new LinearInterpolation(knots.fixed(), table, shape);
    }

    @Override
    public double[] jumps() {
        double[] times = knots.numbers();
        return IntStream.range(1, times.length)
                .filter(i -> times[i] == times[i - 1])
                .mapToDouble(i -> times[i])
                .distinct()
                .toArray();
    }

    @Override
    public double t0() {
        return knots.first();
    }

    @Override
    public double t1() {
        return knots.last();
    }
}
