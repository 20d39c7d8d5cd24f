package org.palinode.ode.internal.event;

/**
 * The conditions at the end of a step that may end at an event, and a little before.
 *
 * @param size of the step, signed
 * @param values at its end
 * @param roundings below which they are as good as 0
 * @param ofTime which depend on the time alone, so that their zero is known to the bit
 * @param zeros how each is zero there, if it is
 */
record Approach(double size, double[] values, double[] roundings, boolean[] ofTime, Zero[] zeros) {
    /** Of so many conditions, none of which was judged yet. */
    static Approach of(double size, int count) {
        return new Approach(size, new double[count], new double[count], new boolean[count], new Zero[count]);
    }

    /**
     * Judges a condition that comes from {@code side}.
     *
     * @param before its value {@code distance} before the end
     */
    void judge(int event, Sign side, double value, double before, double distance, Motion motion) {
        values[event] = value;
        roundings[event] = motion.rounding(event);
        ofTime[event] = motion.isOfTime(event);
        zeros[event] = Zero.of(side, before, value, distance, motion.slope(event), roundings[event]);
    }

    /** True if a condition is 0 for all that rounding tells. */
    boolean isNearZero(int event) {
        return Math.abs(values[event]) <= roundings[event];
    }

    /** True if a condition that is near zero, but not on it, may be taken for zero: one that depends on the state. */
    boolean isAsGoodAsZero(int event) {
        return !ofTime[event] && isNearZero(event);
    }

    Sign sign(int event) {
        return Sign.of(values[event]);
    }
}
