package org.palinode.train.minimise;

/**
 * Search for a point on a line from {@code start} along {@code direction} that fulfils the strong Wolfe conditions: the loss falls by
 * {@value #DECREASE} of what the first slope promises, and the slope to {@value #CURVATURE} of the first. First the step grows until a
 * bracket holds such a point, then the bracket shrinks.
 *
 * <p>Source: J. Nocedal, S. J. Wright, "Numerical Optimization", 2nd edition, 2006, algorithms 3.5 and 3.6; the bracket is divided at the
 * minimum of the cubic through its ends and their slopes (equation 3.59).
 */
final class LineSearch {
    private static final double DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    /** Growth of the step without a bracket: at least, and at most. */
    private static final double LEAST_GROWTH = 1.1;

    private static final double MOST_GROWTH = 4;
    /** The part of a bracket next to its ends, in which no point is taken: it would hardly shrink. */
    private static final double MARGIN = 0.1;

    private static final int MOST_EVALUATIONS = 30;

    /** A step with the loss and its slope along the line. */
    private record Trial(double step, Point point, double slope) {
        double value() {
            return point.value();
        }
    }

    private final Loss<?> loss;
    private final double[] direction;
    private final Trial start;
    private int left = MOST_EVALUATIONS;
    private Trial lowest;
    private Point end;

    private LineSearch(Loss<?> loss, Point start, double[] direction) {
        this.loss = loss;
        this.direction = direction;
        this.start = new Trial(0, start, Vectors.dot(start.gradient(), direction));
        lowest = this.start;
    }

    static LineSearch run(Loss<?> loss, Point start, double[] direction, double firstStep) {
        LineSearch search = new LineSearch(loss, start, direction);
        search.end = search.grow(firstStep);
        return search;
    }

    /** The point that fulfils the conditions; null if none was found. */
    Point end() {
        return end;
    }

    /** The point with the lowest loss, the start where none was lower. */
    Point lowest() {
        return lowest.point();
    }

    /** Algorithm 3.5. */
    private Point grow(double firstStep) {
        Trial before = start;
        double step = firstStep;
        while (!isSpent()) {
            Trial now = at(step);
            if (!isLower(now) || before != start && now.value() >= before.value()) {
                return zoom(before, now);
            }
            if (isFlat(now)) {
                return now.point();
            }
            if (now.slope() >= 0) {
                return zoom(now, before);
            }
            step = longer(before, now);
            before = now;
        }
        return null;
    }

    /** Algorithm 3.6: {@code low} has the lowest loss so far, and its slope points towards {@code high}. */
    private Point zoom(Trial first, Trial second) {
        Trial low = first;
        Trial high = second;
        while (!isSpent() && Math.abs(high.step() - low.step()) > Math.ulp(low.step())) {
            Trial now = at(between(low, high));
            if (!isLower(now) || now.value() >= low.value()) {
                high = now;
                continue;
            }
            if (isFlat(now)) {
                return now.point();
            }
            if (now.slope() * (high.step() - low.step()) >= 0) {
                high = low;
            }
            low = now;
        }
        return null;
    }

    private boolean isSpent() {
        return left <= 0 || loss.isSpent();
    }

    private Trial at(double step) {
        left--;
        Point point = loss.at(Vectors.plus(start.point().x(), step, direction));
        Trial trial = new Trial(step, point, Vectors.dot(point.gradient(), direction));
        if (point.isFinite() && trial.value() < lowest.value()) {
            lowest = trial;
        }
        return trial;
    }

    /** False where the loss is not a number. */
    private boolean isLower(Trial trial) {
        return trial.point().isFinite() && trial.value() <= start.value() + DECREASE * trial.step() * start.slope();
    }

    private boolean isFlat(Trial trial) {
        return Math.abs(trial.slope()) <= -CURVATURE * start.slope();
    }

    private static double longer(Trial before, Trial now) {
        double width = now.step() - before.step();
        double least = now.step() + (LEAST_GROWTH - 1) * width;
        double most = now.step() + (MOST_GROWTH - 1) * Math.max(width, now.step() / MOST_GROWTH);
        double cubic = cubicMinimum(before, now);
        return cubic > now.step() ? Math.min(Math.max(cubic, least), most) : most;
    }

    private static double between(Trial low, Trial high) {
        double width = high.step() - low.step();
        if (!high.point().isFinite()) {
            return low.step() + MARGIN * width;
        }
        double share = (cubicMinimum(low, high) - low.step()) / width;
        double inside = Math.min(Math.max(share, MARGIN), 1 - MARGIN);
        return low.step() + (Double.isNaN(share) ? 0.5 : inside) * width;
    }

    /** The minimum of the cubic through two trials with their slopes; NaN if it has none. */
    private static double cubicMinimum(Trial a, Trial b) {
        double width = b.step() - a.step();
        double d1 = a.slope() + b.slope() - 3 * (a.value() - b.value()) / (a.step() - b.step());
        double d2 = Math.signum(width) * Math.sqrt(d1 * d1 - a.slope() * b.slope());
        return b.step() - width * (b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2);
    }
}
