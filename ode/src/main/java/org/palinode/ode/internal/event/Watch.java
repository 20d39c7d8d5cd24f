package org.palinode.ode.internal.event;

import org.palinode.ode.internal.event.Events.Rule;

/** Knowledge of one condition during a solve. */
final class Watch {
    private static final double CLEAR = -1;

    private final Rule rule;
    private Sign side = Sign.ZERO;
    private Sign cameFrom = Sign.ZERO;
    private double band = CLEAR;
    private int count;

    Watch(Rule rule) {
        this.rule = rule;
    }

    boolean isBoolean() {
        return rule.isBoolean();
    }

    /** On which side of its zero the condition was last; ZERO where that is not known. For a boolean one, positive where it held. */
    Sign side() {
        return side;
    }

    /** The condition is on a side that can be told, or on neither. */
    void standsOn(Sign known) {
        side = known;
        cameFrom = Sign.ZERO;
        band = CLEAR;
    }

    /** The condition is at its zero and leaves it. Values up to {@code within} cannot be told from zero until a larger one was seen. */
    void leaves(Sign towards, double within) {
        side = towards;
        band = within;
    }

    /** True if no value has been seen yet that can be told from the zero at which the condition was. */
    boolean isLeaving() {
        return band >= 0;
    }

    /** True if a value can be told from the zero at which the condition was. */
    boolean tells(double value) {
        return Math.abs(value) > band;
    }

    /** True if a value of this sign means that a real condition crosses, or has crossed, in the direction that counts. */
    boolean isCrossedBy(Sign sign) {
        return sign != side && !rule.isBoolean() && side.counts(rule.direction());
    }

    /** True if a boolean condition begins to hold. */
    boolean begins(Sign sign) {
        return rule.isBoolean() && side != Sign.POSITIVE && sign == Sign.POSITIVE;
    }

    /** True if the next occurrence ends the solve. */
    boolean endsNext() {
        return count + 1 >= rule.limit();
    }

    /** Notes an occurrence; where the condition goes from there is not known yet. */
    void occurs() {
        Sign from = side;
        standsOn(Sign.ZERO);
        cameFrom = from;
        count++;
    }

    /** True if a condition that leaves the zero of its own event crosses again as it did there. */
    boolean comesAgain() {
        return isLeaving() && side == cameFrom;
    }
}
