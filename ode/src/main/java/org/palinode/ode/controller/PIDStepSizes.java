package org.palinode.ode.controller;

/** One solve under a {@link PIDController}. */
final class PIDStepSizes implements StepSizes {
    private final PIDController rule;
    private final Span span;
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

    PIDStepSizes(PIDController rule, Span span) {
        this.rule = rule;
        this.span = span;
        double q = span.errorOrder();
        exponent = (rule.pcoeff() + rule.icoeff() + rule.dcoeff()) / q;
        exponentBefore = -(rule.pcoeff() + 2 * rule.dcoeff()) / q;
        exponentBeforeThat = rule.dcoeff() / q;
        boolean integral = rule.pcoeff() == 0 && rule.icoeff() == 1 && rule.dcoeff() == 0;
        root = integral ? InverseRoot.of(span.errorOrder()) : null;
    }

    /** Goes on from what {@link #state} said. */
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
        h = smaller(h, rule.dtmax());
        atMinimum = h <= rule.dtmin();
        nextEnd = span.t0() + Math.max(h, rule.dtmin());
    }

    @Override
    public Verdict judge(double start, double end, double error) {
        double scaled = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        boolean accept = scaled < 1 || atMinimum && rule.forceDtmin();
        double inverse = 1 / scaled;
        double factor = limited(rule.safety() * (root != null ? root.at(scaled) : power(inverse)), accept);
        if (accept) {
            beforeThat = before;
            before = inverse == 0 || Double.isInfinite(inverse) ? 1 : inverse;
        }
        double h = (end - start) * factor;
        if (accept && end < nextEnd) {
            h = Math.max(h, nextEnd - start); // somebody wanted an end there: it says nothing about the size
        }
        h = Math.min(h, rule.dtmax());
        if (!accept && !rule.forceDtmin() && h < rule.dtmin()) {
            return Verdict.TOO_SMALL;
        }
        if (atMinimum && factor == 1) {
            h = rule.dtmin();
        }
        atMinimum = h <= rule.dtmin();
        size = atMinimum ? rule.dtmin() : h;
        nextEnd = (accept ? end : start) + size;
        return accept ? Verdict.ACCEPT : Verdict.REJECT;
    }

    @Override
    public void cut(double end) {
        nextEnd = end + size;
    }

    private double power(double inverse) {
        return power(inverse, exponent) * power(before, exponentBefore) * power(beforeThat, exponentBeforeThat);
    }

    private double limited(double factor, boolean accept) {
        double smallest = accept ? 1 : rule.factormin();
        double largest = accept ? rule.factormax() : rule.safety();
        return factor >= smallest ? smaller(factor, largest) : smallest; // NaN shrinks
    }

    /** As Math.min of two numbers; by a branch, which nothing waits for where it goes as ever. */
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
