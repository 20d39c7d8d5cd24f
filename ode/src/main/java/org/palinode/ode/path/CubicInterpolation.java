package org.palinode.ode.path;

import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Piecewise cubic path a + f(b + f(c + f d)), f the time since the knot. */
public final class CubicInterpolation implements Path {
    private static final double[] SMOOTH = {};

    private final Knots knots;
    private final Tensor[] tables;
    private final Shape shape;
    private final double[] kinks;

    /** @param coefficients a, b, c and d, each [T − 1, ...] */
    private CubicInterpolation(Knots knots, double[] kinks, Shape shape, Tensor... coefficients) {
        this.knots = knots;
        this.kinks = kinks;
        this.shape = shape;
        tables = coefficients.clone();
    }

    /**
     * The path with these coefficients.
     *
     * @param ts the knots [T], float64, strictly rising
     * @param d the coefficients of f³, and so on to a, the values; each [T − 1, ...]
     */
    public static CubicInterpolation of(Tensor ts, Tensor d, Tensor c, Tensor b, Tensor a) {
        Tensor[] coefficients = {a, b, c, d};
        Objects.requireNonNull(ts, "a path needs its knots, a float64 vector of times, got null");
        for (int i = 0; i < 4; i++) {
            Objects.requireNonNull(coefficients[i], "a coefficient of a cubic path is null: " + "abcd".charAt(i));
        }
        for (int i = 0; i < 4; i++) {
            Shape shape = coefficients[i].shape();
            if (!shape.equals(a.shape()) || shape.rank() < 1 || shape.dim(0) != ts.size() - 1) {
                throw new IllegalArgumentException("CubicInterpolation needs coefficients of one shape for each of "
                        + (ts.size() - 1) + " pieces, got " + coefficients[i].type() + " for " + "abcd".charAt(i));
            }
            coefficients[i] = Knots.table(coefficients[i]);
        }
        return new CubicInterpolation(Knots.rising(ts, ts), SMOOTH, a.shape().without(0), coefficients);
    }

    /**
     * The path through values and slopes at the knots, each [T, ...].
     *
     * @throws IllegalArgumentException if they do not fit together, the knots [T] do not rise, or a number is NaN
     */
    public static CubicInterpolation hermite(Tensor ts, Tensor ys, Tensor slopes) {
        Knots knots = Knots.rising(ts, ys);
        Objects.requireNonNull(slopes, "a Hermite path needs slopes, of the type of its values, got null");
        if (!ys.type().equals(slopes.type())) {
            throw new IllegalArgumentException(
                    "slopes must be " + ys.type() + " like the values, got " + slopes.type());
        }
        MissingValues.requireNone(ys);
        Tensor y = Knots.table(ys);
        Tensor s = Knots.table(slopes);
        int last = ts.size() - 1;
        Tensor h = ts.slice(0, 1, last + 1)
                .minus(ts.slice(0, 0, last))
                .cast(ys.dtype())
                .reshape(last, 1);
        Tensor mean = y.slice(0, 1, last + 1).minus(y.slice(0, 0, last)).dividedBy(h);
        Tensor from = s.slice(0, 0, last);
        Tensor to = s.slice(0, 1, last + 1);
        Tensor c = mean.times(3).minus(from.times(2)).minus(to).dividedBy(h);
        Tensor d = from.plus(to).minus(mean.times(2)).dividedBy(h.square());
        return new CubicInterpolation(knots, SMOOTH, ys.shape().without(0), y.slice(0, 0, last), from, c, d);
    }

    /**
     * The cubic path that a value changes only from the knot before its own on: the slope at a knot is that from the knot before. The first piece starts with
     * the slope to its end. In each channel missing values (NaN) are left out as if they had no knot. Before the first and after the last known
     * value the path is constant, and its slope jumps there: through {@link MissingValues#fillEnds} it is smooth.
     *
     * <p>Source: J. Morrill, P. Kidger, L. Yang, T. Lyons, "Neural Controlled Differential Equations for Online Prediction Tasks", 2021,
     * arXiv:2106.11028, "backward differences".
     */
    public static CubicInterpolation backwardHermite(Tensor ts, Tensor ys) {
        return backwardHermite(ts, ys, Optional.empty());
    }

    /**
     * The path as by {@link #backwardHermite(Tensor, Tensor)} that starts with a given slope. With 0 it knows nothing of the second value where it
     * starts.
     *
     * @param slope at the first known value of each channel [...], per unit of t
     */
    public static CubicInterpolation backwardHermite(Tensor ts, Tensor ys, Tensor slope) {
        Objects.requireNonNull(slope, "a path with a given slope at its start needs it, got null");
        return backwardHermite(ts, ys, Optional.of(slope));
    }

    private static CubicInterpolation backwardHermite(Tensor ts, Tensor ys, Optional<Tensor> slope) {
        Knots knots = Knots.rising(ts, ys);
        Shape shape = ys.shape().without(0);
        slope.filter(given -> !given.shape().equals(shape) || given.dtype() != ys.dtype())
                .ifPresent(given -> {
                    throw new IllegalArgumentException("the slope at the start of a path must be "
                            + ys.type().with(shape) + " like its values, got " + given.type());
                });
        BackwardDifferences differences = new BackwardDifferences(ts, ys);
        Tensor[] coefficients = differences.coefficients(slope);
        return new CubicInterpolation(knots, differences.kinks(coefficients[1]), shape, coefficients);
    }

    @Override
    public Tensor evaluate(Tensor t) {
        Tensor time = Knots.time(t);
        Indices piece = knots.piece(time);
        Tensor f = time.minus(knots.knot(piece, 0)).cast(tables[0].dtype());
        return row(0, piece)
                .plus(row(1, piece)
                        .plus(row(2, piece).plus(row(3, piece).times(f)).times(f))
                        .times(f))
                .reshape(shape);
    }

    @Override
    public Tensor derivative(Tensor t) {
        Tensor time = Knots.time(t);
        Indices piece = knots.piece(time);
        Tensor f = time.minus(knots.knot(piece, 0)).cast(tables[0].dtype());
        return row(1, piece)
                .plus(row(2, piece)
                        .times(2)
                        .plus(row(3, piece).times(f).times(3))
                        .times(f))
                .reshape(shape);
    }

    private Tensor row(int coefficient, Indices piece) {
        return tables[coefficient].take(0, piece);
    }

    @Override
    public double[] knots() {
        return knots.numbers();
    }

    /** The times at which constant pieces at the ends of {@link #backwardHermite} begin or end; of other paths nothing is known. */
    @Override
    public double[] kinks() {
        return kinks.clone();
    }

    @Override
    public Path withFixedKinks() {
        return kinks.length == 0 ? this : new CubicInterpolation(knots.fixed(), kinks, shape, tables);
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
