package org.palinode.ode.controller;

/** Step sizes of one solve under a {@link PIDController}. */
final class PIDStepSizes implements StepSizes {
    /** A first step that has to shrink below this part of what was asked for was asked for without a look at the state. */
    private static final double FAR_TOO_LARGE = 0.1;

    /** A step that is rejected with an error of just what is tolerated must become another one, without a safety factor too. */
    private static final double SMALLER = 0.999;

    /** A step that somebody cut may have the smallest size but for rounding of its ends. */
    private static final int ROUNDING_ULPS = 4;

    private final Span span;
    private final PIDController.Limits limits;
    private final PIDController.Factors factors;
    private final double exponent;
    private final double exponentBefore;
    private final double exponentBeforeThat;
    private final InverseRoot root;
    private double before = 1;
    private double beforeThat = 1;
    private boolean atMinimum;
    /** NaN before the first step of a solve that begins. */
    private double nextEnd = Double.NaN;

    private double size;
    /** Below this the first step is as short as one that the state itself suggests; 0 from then on. */
    private double suspicious;

    PIDStepSizes(PIDController rule, Span span) {
        this.span = span;
        limits = rule.limits();
        factors = rule.factors();
        double q = span.errorOrder();
        double p = rule.coefficients().p();
        double i = rule.coefficients().i();
        double d = rule.coefficients().d();
        exponent = (p + i + d) / q;
        exponentBefore = -(p + 2 * d) / q;
        exponentBeforeThat = d / q;
        boolean integral = p == 0 && i == 1 && d == 0;
        root = integral ? InverseRoot.of(span.errorOrder()) : null;
    }

    /** Step sizes that continue from a {@link #state}. */
    PIDStepSizes(PIDController rule, Span span, double[] state) {
        this(rule, span);
        nextEnd = state[0];
        size = state[1];
        before = state[2];
        beforeThat = state[3];
        atMinimum = state[4] != 0;
    }

    @Override
    public double[] state() {
        return new double[] {nextEnd, size, before, beforeThat, atMinimum ? 1 : 0};
    }

    @Override
    public double firstEnd() {
        if (Double.isNaN(nextEnd)) {
            begin();
        }
        return nextEnd;
    }

    private void begin() {
        double h = span.dt0().isPresent()
                ? span.dt0().getAsDouble()
                : span.automaticFirstStep().getAsDouble();
        h = smaller(h, limits.dtmax());
        atMinimum = h <= limits.dtmin();
        nextEnd = span.t0() + Math.max(h, limits.dtmin());
        suspicious = span.dt0().isPresent() ? FAR_TOO_LARGE * h : 0;
    }

    @Override
    public Verdict judge(double start, double end, double error) {
        double scaled = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        boolean accept = scaled < 1 || limits.forced() && isSmallest(start, end);
        double inverse = 1 / scaled;
        double factor = limited(factors.safety() * (root != null ? root.at(scaled) : power(inverse)), accept);
        if (accept) {
            beforeThat = before;
            before = inverse == 0 || Double.isInfinite(inverse) ? 1 : inverse;
        }
        double h = (end - start) * factor;
        if (accept && end < nextEnd) {
            h = Math.max(h, nextEnd - start); // somebody wanted an end there: it says nothing about the size
        }
        h = Math.min(h, limits.dtmax());
        if (accept) {
            suspicious = 0;
        } else if (h < suspicious) {
            h = shortened(h, span.automaticFirstStep().getAsDouble());
            suspicious = 0;
        }
        if (!accept && !limits.forced() && h < limits.dtmin()) {
            return Verdict.TOO_SMALL;
        }
        if (atMinimum && factor == 1) {
            h = limits.dtmin();
        }
        atMinimum = h <= limits.dtmin();
        size = atMinimum ? limits.dtmin() : h;
        nextEnd = (accept ? end : start) + size;
        return accept ? Verdict.ACCEPT : Verdict.REJECT;
    }

    private boolean isSmallest(double start, double end) {
        double rounding = ROUNDING_ULPS * Math.ulp(end);
        return atMinimum || limits.dtmin() > 0 && end - start <= limits.dtmin() + rounding;
    }

    @Override
    public void cut(double end) {
        nextEnd = end + size;
    }

    /** No step is longer than one that a solve would begin with here. */
    @Override
    public void restart(double start) {
        before = 1;
        beforeThat = 1;
        size = Math.max(shortened(size, span.automaticStep().applyAsDouble(start)), limits.dtmin());
        atMinimum = size <= limits.dtmin();
        nextEnd = start + size;
    }

    /** {@code size}, or less where the estimate is; an estimate that is not a number says nothing. */
    private static double shortened(double size, double estimate) {
        return estimate < size ? estimate : size;
    }

    private double power(double inverse) {
        return power(inverse, exponent) * power(before, exponentBefore) * power(beforeThat, exponentBeforeThat);
    }

    private double limited(double factor, boolean accept) {
        double smallest = accept ? 1 : factors.smallest();
        double largest = accept ? factors.largest() : smaller(factors.safety(), SMALLER);
        return factor >= smallest ? smaller(factor, largest) : smallest; // NaN shrinks
    }

    /** The smaller of two numbers, by a branch: nothing waits for a branch that is predicted. */
    private static double smaller(double a, double b) {
        return a > b ? b : a;
    }

    private static double power(double base, double exponent) {
        return exponent == 0 ? 1 : Math.pow(base, exponent);
    }

    @Override
    public double nextEnd() {
        return nextEnd;
    }
}
