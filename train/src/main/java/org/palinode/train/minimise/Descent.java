package org.palinode.train.minimise;

/** Run of {@link Lbfgs}. */
final class Descent {
    /** Outcome of a run. */
    record Found(Point point, int iterations, int evaluations, StopReason reason) {
        <P> Minimum<P> minimum(Coordinates<P> coordinates) {
            return new Minimum<>(
                    coordinates.tree(point.x()),
                    point.value(),
                    coordinates.tree(point.gradient()),
                    iterations,
                    evaluations,
                    reason);
        }
    }

    /** A small slope is that of a minimum where the parabola through it falls by no more than this share of the loss's unit. */
    private static final double PROMISE = 1e-8;
    /** The share of the loss's unit by which the slope promises it to fall, at least, on a step where no curvature is known. */
    private static final double FIRST_FALL = 1e-2;
    /** The share of a parameter by which it is moved to look for curvature. */
    private static final double LOOK = 1e-4;

    private final Lbfgs settings;
    private final Loss<?> loss;
    private final Curvature curvature;
    private Point point;
    private double smallestUnit;
    private int iterations;
    private boolean failed;

    Descent(Lbfgs settings, Loss<?> loss) {
        this.settings = settings;
        this.loss = loss;
        this.curvature = new Curvature(settings.pairs());
    }

    Found from(double[] start) {
        point = loss.at(start);
        if (!point.isFinite()) {
            throw new IllegalArgumentException("a minimiser must start where loss and gradient are finite, the loss is "
                    + point.value() + " and its largest slope " + Vectors.largest(point.gradient()));
        }
        smallestUnit = Math.min(1, Math.abs(point.value()));
        StopReason reason = null;
        while (reason == null) {
            if (isMinimum()) {
                reason = StopReason.SMALL_GRADIENT;
            } else {
                reason = loss.isSpent() ? StopReason.MAX_EVALUATIONS : step();
            }
        }
        return new Found(point, iterations, loss.evaluations(), reason);
    }

    /** Takes a step; returns the reason to stop, null if there is none. */
    private StopReason step() {
        LineSearch search = search();
        Point before = point;
        if (search.end() == null) {
            return fail(search.lowest());
        }
        point = search.end();
        failed = false;
        iterations++;
        curvature.add(before, point);
        if (isSmall(before.value() - point.value(), before.value())) {
            return isFlat() ? StopReason.SMALL_GRADIENT : StopReason.SMALL_CHANGE;
        }
        return null;
    }

    /** A search that failed is repeated once, without memory, which may have misled it. */
    private StopReason fail(Point lowest) {
        point = lowest;
        curvature.forget();
        if (!failed) {
            failed = true;
            return null;
        }
        return loss.isSpent() ? StopReason.MAX_EVALUATIONS : StopReason.NO_DESCENT;
    }

    private boolean isFlat() {
        return Vectors.largest(point.gradient()) <= settings.gradientTolerance();
    }

    /** Small slopes alone do not tell: with parameters in large units, or a loss in small ones, all slopes are small. */
    private boolean isMinimum() {
        double[] gradient = point.gradient();
        if (!isFlat() || Vectors.largest(gradient) == 0) {
            return isFlat();
        }
        if (curvature.isEmpty() && !loss.isSpent()) {
            look();
        }
        double promise = 0.5 * Vectors.dot(gradient, curvature.inverseTimes(gradient));
        return !curvature.isEmpty() && promise <= PROMISE * unit(point.value());
    }

    /** Learns the curvature along the gradient from a point beside; nothing where the loss is not finite there. */
    private void look() {
        double step = firstStep();
        for (int i = 0; i < point.x().length; i++) {
            if (point.x()[i] != 0) {
                step = Math.min(step, LOOK * Math.abs(point.x()[i] / point.gradient()[i]));
            }
        }
        Point beside = loss.at(Vectors.plus(point.x(), -step, point.gradient()));
        if (beside.isFinite()) {
            curvature.add(point, beside);
        }
    }

    /** The length of a step along the gradient where no curvature is known. */
    private double firstStep() {
        double square = Vectors.dot(point.gradient(), point.gradient());
        return Math.max(Math.min(1, 1 / Math.sqrt(square)), FIRST_FALL * smallestUnit / square);
    }

    private LineSearch search() {
        double[] direction = Vectors.times(-1, curvature.inverseTimes(point.gradient()));
        return LineSearch.run(loss, point, direction, curvature.isEmpty() ? firstStep() : 1);
    }

    private boolean isSmall(double change, double value) {
        return change < settings.changeTolerance() * unit(value);
    }

    /** The number that changes of the loss are compared with: its size; where it is nearly zero, that of the first, though not more than 1. */
    private double unit(double value) {
        return Math.max(Math.abs(value), smallestUnit);
    }
}
