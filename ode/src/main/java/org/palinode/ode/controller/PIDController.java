package org.palinode.ode.controller;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Adapts the step size to keep the scaled error E below 1. With δ = 1/E and the error order q,
 * <pre>
 *   h_next = h · safety · δₙ^((p+i+d)/q) · δₙ₋₁^(−(p+2d)/q) · δₙ₋₂^(d/q)
 * </pre>
 * the factor limited to [1, factormax] after an accepted step and to [factormin, safety] after a rejected one: a step shrinks only when
 * it is rejected. The history advances on accepted steps. The step sequence is held fixed when the solve is differentiated.
 *
 * <p>Sources: G. Söderlind, "Automatic control and adaptive time-stepping", Numer. Algorithms 31, 2002, 281–310; first step: E. Hairer,
 * S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", section II.4.
 *
 * @param scale what errors are measured against
 * @param pcoeff p; 0 by default, as d: an I controller. 0.4 with i = 0.3 suits mildly stiff problems
 * @param icoeff i; 1 by default
 * @param dcoeff d
 * @param dtmin the smallest step, in the unit of time; 0 for none
 * @param dtmax the largest step; infinite for none
 * @param forceDtmin whether a step of size dtmin is accepted whatever its error; if not, the solve fails there
 * @param factormin the strongest shrinking of a rejected step
 * @param factormax the strongest growth of an accepted step
 * @param safety how much smaller than estimated a step is taken
 * @param errorOrder q; the solver's own if empty
 */
public record PIDController(
        ErrorScale scale,
        double pcoeff,
        double icoeff,
        double dcoeff,
        double dtmin,
        double dtmax,
        boolean forceDtmin,
        double factormin,
        double factormax,
        double safety,
        OptionalInt errorOrder)
        implements StepSizeController {
    public PIDController {
        require(dtmin >= 0 && dtmax > 0 && dtmin <= dtmax, "0 <= dtmin <= dtmax", dtmin, dtmax);
        require(
                0 < factormin && factormin < 1 && factormax >= 1,
                "0 < factormin < 1 <= factormax",
                factormin,
                factormax);
        require(errorOrder.orElse(1) >= 1, "errorOrder >= 1", errorOrder.orElse(1), errorOrder.orElse(1));
        require(0 < safety && safety <= 1, "0 < safety <= 1", safety, safety);
    }

    /** An I controller with these tolerances. */
    public PIDController(double rtol, double atol) {
        this(new ErrorScale(rtol, atol), 0, 1, 0, 0, Double.POSITIVE_INFINITY, true, 0.2, 10, 0.9, OptionalInt.empty());
    }

    private static void require(boolean holds, String what, double a, double b) {
        if (!holds) {
            throw new IllegalArgumentException("PIDController needs " + what + ", got " + a + " and " + b);
        }
    }

    /** Measures errors in another norm. */
    public PIDController withNorm(ErrorScale.Norm norm) {
        return new PIDController(
                new ErrorScale(scale.rtol(), scale.atol(), norm),
                pcoeff,
                icoeff,
                dcoeff,
                dtmin,
                dtmax,
                forceDtmin,
                factormin,
                factormax,
                safety,
                errorOrder);
    }

    /** Takes local error estimates to shrink like h^q, whatever the solver says. */
    public PIDController withErrorOrder(int q) {
        return new PIDController(
                scale,
                pcoeff,
                icoeff,
                dcoeff,
                dtmin,
                dtmax,
                forceDtmin,
                factormin,
                factormax,
                safety,
                OptionalInt.of(q));
    }

    public PIDController withCoefficients(double p, double i, double d) {
        return new PIDController(scale, p, i, d, dtmin, dtmax, forceDtmin, factormin, factormax, safety, errorOrder);
    }

    /** Steps no smaller than this; a step of this size is accepted whatever its error. */
    public PIDController withDtmin(double smallest) {
        return new PIDController(
                scale, pcoeff, icoeff, dcoeff, smallest, dtmax, true, factormin, factormax, safety, errorOrder);
    }

    /** Fails where a step would have to be smaller than this. */
    public PIDController failingBelow(double smallest) {
        return new PIDController(
                scale, pcoeff, icoeff, dcoeff, smallest, dtmax, false, factormin, factormax, safety, errorOrder);
    }

    public PIDController withDtmax(double largest) {
        return new PIDController(
                scale, pcoeff, icoeff, dcoeff, dtmin, largest, forceDtmin, factormin, factormax, safety, errorOrder);
    }

    public PIDController withFactors(double smallest, double largest, double margin) {
        return new PIDController(
                scale, pcoeff, icoeff, dcoeff, dtmin, dtmax, forceDtmin, smallest, largest, margin, errorOrder);
    }

    @Override
    public Optional<ErrorScale> errorScale() {
        return Optional.of(scale);
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
