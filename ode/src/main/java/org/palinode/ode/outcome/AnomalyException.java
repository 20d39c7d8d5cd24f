package org.palinode.ode.outcome;

/**
 * Failure at the first value of a solve, or of its gradient, that is not finite. The message names the operation that made it, the step,
 * the evaluation of the field, and t.
 */
public final class AnomalyException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    private final int step;
    private final double t;

    /** An anomaly in the step with this index, which starts at t. */
    public AnomalyException(String what, int step, double t) {
        super(what + " (step " + step + ")");
        this.step = step;
        this.t = t;
    }

    /** The index of the accepted step, from 0. */
    public int step() {
        return step;
    }

    /** The time at which the step starts. */
    public double t() {
        return t;
    }
}
