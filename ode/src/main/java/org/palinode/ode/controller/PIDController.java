package org.palinode.ode.controller;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Controller that adapts the step size to keep the scaled error E below 1. With δ = 1/E and the error order q,
 * <pre>
 *   h_next = h · safety · δₙ^((p+i+d)/q) · δₙ₋₁^(−(p+2d)/q) · δₙ₋₂^(d/q)
 * </pre>
 * the factor limited to [1, factormax] after an accepted step and to [factormin, safety] after a rejected one: a step shrinks only when it
 * is rejected. The history advances on accepted steps. The step sequence is held fixed when the solve is differentiated.
 *
 * <p>Sources: G. Söderlind, "Automatic control and adaptive time-stepping", Numer. Algorithms 31, 2002, 281–310; first step: E. Hairer, S.
 * P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", section II.4.
 *
 * @param scale what errors are measured against
 * @param coefficients p, i and d; an I controller by default
 * @param limits of a step; none by default
 * @param factors by which a step may change
 * @param errorOrder q; the solver's own if empty
 */
public record PIDController(
        ErrorScale scale, Coefficients coefficients, Limits limits, Factors factors, OptionalDouble errorOrder)
        implements StepSizeController {
    /**
     * Weights of the last three errors.
     *
     * @param p proportional part; 0 by default. 0.4 with i = 0.3 suits mildly stiff problems
     * @param i integral part; 1 by default
     * @param d derivative part; 0 by default
     */
    public record Coefficients(double p, double i, double d) {
        /** @throws IllegalArgumentException if a coefficient is negative, infinite or NaN, or all are 0 */
        public Coefficients {
            boolean counts = p >= 0 && i >= 0 && d >= 0 && p + i + d > 0 && Double.isFinite(p + i + d);
            require(counts, "coefficients p, i and d of at least 0, finite and not all 0", p, i, d);
        }
    }

    /**
     * Bounds of a step.
     *
     * @param dtmin the smallest step, in the unit of time; 0 for none
     * @param dtmax the largest step; infinite for none
     * @param forced true if a step of size dtmin is accepted whatever its error; otherwise the solve fails there
     */
    public record Limits(double dtmin, double dtmax, boolean forced) {
        /** @throws IllegalArgumentException unless 0 ≤ dtmin ≤ dtmax with a finite dtmin and a positive dtmax */
        public Limits {
            boolean ordered = dtmin >= 0 && Double.isFinite(dtmin) && dtmax > 0 && dtmin <= dtmax;
            require(ordered, "0 <= dtmin <= dtmax, and a finite dtmin", dtmin, dtmax);
        }
    }

    /**
     * Bounds of the ratio of a step to the one before.
     *
     * @param smallest the strongest shrinking of a rejected step; 0.2 by default
     * @param largest the strongest growth of an accepted step; 10 by default
     * @param safety how much smaller than estimated a step is taken; 0.9 by default
     */
    public record Factors(double smallest, double largest, double safety) {
        /** @throws IllegalArgumentException unless 0 &lt; smallest &lt; 1 ≤ largest and 0 &lt; safety ≤ 1 */
        public Factors {
            require(0 < smallest && smallest < 1 && largest >= 1, "0 < factormin < 1 <= factormax", smallest, largest);
            require(0 < safety && safety <= 1, "0 < safety <= 1", safety);
        }
    }

    /** @throws IllegalArgumentException if the error order is below 1 or infinite */
    public PIDController {
        Objects.requireNonNull(
                scale, "a PIDController needs an ErrorScale, got null; new PIDController(rtol, atol) has one");
        Objects.requireNonNull(
                coefficients, "a PIDController needs Coefficients, got null; (0, 1, 0) is an I controller");
        Objects.requireNonNull(limits, "a PIDController needs Limits, got null; (0, infinity, true) is none");
        Objects.requireNonNull(factors, "a PIDController needs Factors, got null; (0.2, 10, 0.9) is the standard");
        Objects.requireNonNull(errorOrder, "a PIDController needs an error order, which may be empty, not null");
        errorOrder.ifPresent(q -> require(q >= 1, "errorOrder >= 1", q));
        errorOrder.ifPresent(q -> require(q < Double.POSITIVE_INFINITY, "a finite errorOrder", q));
    }

    /**
     * An I controller with these tolerances: rtol a pure number, atol in the unit of y.
     *
     * @throws IllegalArgumentException if a tolerance is negative, infinite or NaN, or both are 0
     */
    public PIDController(double rtol, double atol) {
        this(
                new ErrorScale(rtol, atol),
                new Coefficients(0, 1, 0),
                new Limits(0, Double.POSITIVE_INFINITY, true),
                new Factors(0.2, 10, 0.9),
                OptionalDouble.empty());
    }

    private static void require(boolean holds, String what, Number... got) {
        if (!holds) {
            throw new IllegalArgumentException("PIDController needs " + what + ", got "
                    + Arrays.stream(got).map(Number::toString).collect(Collectors.joining(" and ")));
        }
    }

    /** Measures errors in another norm. */
    public PIDController withNorm(ErrorScale.Norm norm) {
        ErrorScale other = new ErrorScale(scale.rtol(), scale.atol(), norm);
        return new PIDController(other, coefficients, limits, factors, errorOrder);
    }

    /** Assumes that local error estimates shrink like h^q, whatever the solver says. */
    public PIDController withErrorOrder(double q) {
        return new PIDController(scale, coefficients, limits, factors, OptionalDouble.of(q));
    }

    /** The same controller with other {@link Coefficients}. */
    public PIDController withCoefficients(double p, double i, double d) {
        return new PIDController(scale, new Coefficients(p, i, d), limits, factors, errorOrder);
    }

    /** Bounds steps from below, in the unit of t. A step of this size is accepted whatever its error. */
    public PIDController withDtmin(double smallest) {
        return with(new Limits(smallest, limits.dtmax(), true));
    }

    /** Lets the solve fail where a step would have to be smaller than this. */
    public PIDController failingBelow(double smallest) {
        return with(new Limits(smallest, limits.dtmax(), false));
    }

    /** Bounds steps from above, in the unit of t. */
    public PIDController withDtmax(double largest) {
        return with(new Limits(limits.dtmin(), largest, limits.forced()));
    }

    private PIDController with(Limits other) {
        return new PIDController(scale, coefficients, other, factors, errorOrder);
    }

    /** The same controller with other {@link Factors}. */
    public PIDController withFactors(double smallest, double largest, double margin) {
        return new PIDController(scale, coefficients, limits, new Factors(smallest, largest, margin), errorOrder);
    }

    @Override
    public double shortestStep(OptionalDouble dt0) {
        return limits.dtmin();
    }

    @Override
    public double longestStep() {
        return limits.dtmax();
    }

    @Override
    public Optional<ErrorScale> errorScale() {
        return Optional.of(scale);
    }

    /** The tolerances, and the differences from an I controller. */
    @Override
    public String toString() {
        PIDController usual = new PIDController(scale.rtol(), scale.atol());
        StringBuilder text = new StringBuilder("PIDController[rtol=" + scale.rtol() + ", atol=" + scale.atol());
        addUnlessUsual(text, scale.norm(), usual.scale.norm());
        addUnlessUsual(text, coefficients, usual.coefficients);
        addUnlessUsual(text, limits, usual.limits);
        addUnlessUsual(text, factors, usual.factors);
        errorOrder.ifPresent(
                q -> text.append(", errorOrder=").append(Double.toString(q).replaceAll("\\.0$", "")));
        return text.append("]").toString();
    }

    private static void addUnlessUsual(StringBuilder text, Object value, Object usual) {
        if (!value.equals(usual)) {
            text.append(", ").append(value);
        }
    }

    @Override
    public StepSizes begin(Span span) {
        return new PIDStepSizes(this, span);
    }

    @Override
    public StepSizes resume(Span span, double[] state) {
        ControllerState.requireCount(this, 5, state);
        return new PIDStepSizes(this, span, state);
    }
}
