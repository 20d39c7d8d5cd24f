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

    private final Lbfgs settings;
    private final Loss<?> loss;
    private final Curvature curvature;
    private int iterations;

    Descent(Lbfgs settings, Loss<?> loss) {
        this.settings = settings;
        this.loss = loss;
        this.curvature = new Curvature(settings.pairs());
    }

    Found from(double[] start) {
        Point point = loss.at(start);
        if (!point.isFinite()) {
            throw new IllegalArgumentException("a minimiser must start where loss and gradient are finite, the loss is "
                    + point.value() + " and its largest slope " + Vectors.largest(point.gradient()));
        }
        while (Vectors.largest(point.gradient()) > settings.gradientTolerance()) {
            if (loss.isSpent()) {
                return found(point, StopReason.MAX_EVALUATIONS);
            }
            LineSearch search = search(point);
            Point next = search.end();
            if (next == null) { // once more along −g, without memory
                point = search.lowest();
                curvature.forget();
                search = search(point);
                next = search.end();
            }
            if (next == null) {
                return found(search.lowest(), loss.isSpent() ? StopReason.MAX_EVALUATIONS : StopReason.NO_DESCENT);
            }
            iterations++;
            curvature.add(point, next);
            if (isSmall(point.value() - next.value(), point.value())) {
                return found(next, reasonAt(next));
            }
            point = next;
        }
        return found(point, StopReason.SMALL_GRADIENT);
    }

    private Found found(Point point, StopReason reason) {
        return new Found(point, iterations, loss.evaluations(), reason);
    }

    private StopReason reasonAt(Point point) {
        boolean flat = Vectors.largest(point.gradient()) <= settings.gradientTolerance();
        return flat ? StopReason.SMALL_GRADIENT : StopReason.SMALL_CHANGE;
    }

    private boolean isSmall(double change, double value) {
        return change < settings.changeTolerance() * Math.max(Math.abs(value), 1);
    }

    private LineSearch search(Point point) {
        double[] direction = Vectors.times(-1, curvature.inverseTimes(point.gradient()));
        double first = curvature.isEmpty() ? Math.min(1, 1 / Math.sqrt(Vectors.dot(direction, direction))) : 1;
        return LineSearch.run(loss, point, direction, first);
    }
}
