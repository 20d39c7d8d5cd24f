package org.palinode.ode.event;

import org.palinode.ode.integrate.CompiledStepper;

/**
 * Where in a step an event lies, as a fraction of the step: first by dense output, then by taking the step again with other sizes. A condition
 * that starts the step at its own zero is divided by the fraction, which leaves its other zeros.
 */
final class EventLocation {
    /** Enough to tell which of two events comes first, where the solver's own map cannot tell better. */
    private static final double DENSE_TOLERANCE = 1e-12;

    /** A step has a size, even if the event lies at its start but for rounding. */
    private static final double SMALLEST = 0x1p-60;

    private final CompiledStepper stepper;
    private final Conditions conditions;
    private final int[] sides;
    private final double[] slopes;
    private final double stride;
    private final double tolerance;

    /**
     * @param sides the sides of the conditions at the last look
     * @param slopes of the conditions that start the step at their zero, else 0
     */
    EventLocation(CompiledStepper stepper, Conditions conditions, int[] sides, double[] slopes, int checks) {
        this.stepper = stepper;
        this.conditions = conditions;
        this.sides = sides;
        this.slopes = slopes;
        stride = 1.0 / checks;
        tolerance = stepper.y().dtype().epsilon() / 4; // float64: to the last bit
    }

    /** Where an event lies between two fractions of the step (t, h) in the stepper, by dense output. */
    double byDenseOutput(int event, double t, double h, double from, double to) {
        double before = from == 0 ? atStart(event, t, h) : inside(event, t, h, from);
        double after = inside(event, t, h, to);
        return Root.between(theta -> inside(event, t, h, theta), from, before, to, after, DENSE_TOLERANCE);
    }

    private double inside(int event, double t, double h, double theta) {
        conditions.evaluate(t + theta * h, theta == 1 ? stepper.yEnd() : stepper.interpolate(theta));
        return deflated(event, theta);
    }

    private double atStart(int event, double t, double h) {
        if (slopes[event] != 0) {
            return slopes[event] * h;
        }
        conditions.evaluate(t, stepper.y());
        return conditions.value(event);
    }

    private double deflated(int event, double fraction) {
        double value = conditions.value(event);
        return slopes[event] != 0 ? value / fraction : value;
    }

    private double taken(int event, double t, double h, double fraction) {
        stepper.attempt(t, fraction * h);
        conditions.evaluate(t + fraction * h, stepper.yEnd());
        return deflated(event, fraction);
    }

    /**
     * The fraction of the step after which the solver's own step ends at the event, which dense output sees between two fractions; that step is
     * left in the stepper. 0 if the solver's own steps do not cross.
     */
    double bySteps(int event, double t, double h, double from, double to) {
        double low = from;
        double high = to;
        double after = taken(event, t, h, high);
        while (!hasCrossed(event, after) && high < 1) {
            low = high;
            high = Math.min(1, high + stride);
            after = taken(event, t, h, high);
        }
        double before = low == 0 ? atStart(event, t, h) : taken(event, t, h, low);
        while (hasCrossed(event, before) && low > 0) {
            high = low;
            after = before;
            low = Math.max(0, low - stride);
            before = low == 0 ? atStart(event, t, h) : taken(event, t, h, low);
        }
        if (!hasCrossed(event, after) || hasCrossed(event, before)) {
            return 0;
        }
        double root = Root.between(u -> taken(event, t, h, u), low, before, high, after, tolerance);
        double fraction = Math.max(root, SMALLEST);
        stepper.attempt(t, fraction * h);
        return fraction;
    }

    private boolean hasCrossed(int event, double value) {
        return (value > 0 ? 1 : -1) != sides[event];
    }
}
