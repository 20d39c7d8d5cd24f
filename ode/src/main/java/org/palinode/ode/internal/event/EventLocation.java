package org.palinode.ode.internal.event;

import java.util.OptionalDouble;

/** Location of a crossing in a step: first by dense output, then by recomputing the step with other sizes. */
final class EventLocation {
    /** Enough to tell which of two events comes first, where the solver's own steps have the last word. */
    private static final double DENSE_TOLERANCE = 1e-12;

    /** Factor by which each look is further for a condition that leaves its zero. */
    private static final double FURTHER = 4;

    /** A zero this much of the bracket before another one means that the condition rests at zero. */
    private static final double RESTING = 0x1p-20;

    private final WatchedStep step;
    private final Watch[] watches;
    private final double stride;

    EventLocation(WatchedStep step, Watch[] watches, int checks) {
        this.step = step;
        this.watches = watches;
        stride = 1.0 / checks;
    }

    /**
     * The fraction after {@code from} at which a condition crosses that has crossed by fraction {@code to} of the step, by dense output.
     */
    double byDenseOutput(int event, double from, double to) {
        double low = watches[event].isLeaving() ? first() : from;
        double before = inside(event, low);
        return isCrossed(event, before)
                ? low
                : ZeroBracket.between(
                        theta -> inside(event, theta), low, before, to, inside(event, to), DENSE_TOLERANCE);
    }

    /** The fraction of the step at which to look first for a condition that leaves its zero. */
    private double first() {
        return step.proper(0) / step.h();
    }

    private double inside(int event, double theta) {
        if (theta == 0) {
            step.start();
        } else {
            step.look(theta);
        }
        return step.value(event);
    }

    private double taken(int event, double fraction) {
        if (fraction == 0) {
            step.start();
        } else {
            step.take(fraction * step.h());
        }
        return step.value(event);
    }

    private double ofSize(int event, double size) {
        step.take(size);
        return step.value(event);
    }

    private boolean isCrossed(int event, double value) {
        return Sign.of(value) != watches[event].side();
    }

    /**
     * The signed size of the solver's own step that ends at the event, which dense output sees between two fractions of the step. 0 if the
     * condition, leaving its zero, comes back before it could be told from it; empty if the solver's own steps do not cross.
     */
    OptionalDouble bySteps(int event, double from, double to) {
        double high = to;
        double after = taken(event, high);
        double low = from;
        while (!isCrossed(event, after) && high < 1) {
            low = high;
            high = Math.min(1, high + stride);
            after = taken(event, high);
        }
        if (!isCrossed(event, after)) {
            return OptionalDouble.empty();
        }
        if (watches[event].isLeaving()) {
            low = onItsSide(event, high);
            return OptionalDouble.of(low == high ? 0 : root(event, low, high, after));
        }
        while (isCrossed(event, taken(event, low)) && low > 0) {
            high = low;
            after = step.value(event);
            low = Math.max(0, low - stride);
        }
        boolean jumped = isCrossed(event, step.value(event)); // time itself skipped the zero, before this step
        return OptionalDouble.of(jumped ? step.proper(0) : root(event, low, high, after));
    }

    /** True if a condition that leaves its zero is on its side for a while before a fraction of the step. */
    boolean hasLeft(int event, double fraction) {
        return onItsSide(event, fraction) < fraction;
    }

    /** The first fraction of the step after which a condition that leaves its zero can be told to be on its side; {@code to} if there is none. */
    private double onItsSide(int event, double to) {
        double fraction = Math.min(to, first());
        while (fraction < to) {
            double value = taken(event, fraction);
            if (!isCrossed(event, value) && watches[event].tells(value)) {
                return fraction;
            }
            fraction = Math.min(to, FURTHER * fraction);
        }
        return to;
    }

    /** The size at which a condition crosses between two fractions of the step, and never one that stays in place. */
    private double root(int event, double low, double high, double after) {
        double first = low * step.h();
        double before = taken(event, low);
        double size = ZeroBracket.between(u -> ofSize(event, u), first, before, high * step.h(), after, 0);
        double earlier = size - RESTING * (size - first);
        boolean rests = ofSize(event, size) == 0 && ofSize(event, earlier) == 0;
        size = rests ? firstCrossed(event, first, earlier) : size;
        return step.proper(size);
    }

    private double firstCrossed(int event, double low, double high) {
        double on = low;
        double crossed = high;
        double middle = on + (crossed - on) / 2;
        while (middle != on && middle != crossed) {
            if (isCrossed(event, ofSize(event, middle))) {
                crossed = middle;
            } else {
                on = middle;
            }
            middle = on + (crossed - on) / 2;
        }
        return crossed;
    }
}
