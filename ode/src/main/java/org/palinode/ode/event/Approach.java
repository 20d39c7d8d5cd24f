package org.palinode.ode.event;

/**
 * The conditions at the end of a step that may end at an event, and a little before.
 *
 * @param size of the step, signed
 * @param values at its end
 * @param roundings below which they are as good as 0
 * @param zeros how each is zero there, if it is
 */
record Approach(double size, double[] values, double[] roundings, Zero[] zeros) {
    /** What {@code conditions}, evaluated at the end with their motion, tell there. */
    static Approach to(double size, Watch[] watches, Conditions conditions, double[] before, double distance) {
        int count = conditions.size();
        double[] values = new double[count];
        double[] roundings = new double[count];
        Zero[] zeros = new Zero[count];
        for (int event = 0; event < count; event++) {
            values[event] = conditions.value(event);
            roundings[event] = conditions.rounding(event);
            zeros[event] = Zero.of(
                    watches[event].side(),
                    before[event],
                    values[event],
                    distance,
                    conditions.slope(event),
                    roundings[event]);
        }
        return new Approach(size, values, roundings, zeros);
    }

    /** Whether a condition is 0 for all that rounding tells. */
    boolean isNearZero(int event) {
        return Math.abs(values[event]) <= roundings[event];
    }

    Sign sign(int event) {
        return Sign.of(values[event]);
    }
}
