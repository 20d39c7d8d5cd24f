package org.palinode.ode.outcome;

/** The first value of a solve, or of its gradient, that is not finite: which operation made it, in which step, evaluation of the field, and when. */
public final class AnomalyException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    private final int step;
    private final double t;

    public AnomalyException(String what, int step, double t) {
        super(what + " (step " + step + ")");
        this.step = step;
        this.t = t;
    }

    /** The accepted step, from 0. */
    public int step() {
        return step;
    }

    /** Where the step starts. */
    public double t() {
        return t;
    }
}
