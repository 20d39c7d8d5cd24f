package org.palinode.ode.outcome;

/**
 * Product |h| ρ of a step: its size times the spectral radius of the Jacobian ∂f/∂y at its start. It measures the distance from the
 * stability bound of explicit methods, for the part of the field for which no equations are solved.
 *
 * @param product |h| ρ, a pure number; explicit methods are stable up to about 3
 * @param t the time at which the step started
 * @param h its signed size
 */
public record Stiffness(double product, double t, double h) {
    /** Above this the size of steps is set by stability, not by accuracy: half of what explicit methods bear. */
    private static final double LIMIT = 1.5;

    /** True if the field and its derivative are finite there. */
    public boolean isFinite() {
        return Double.isFinite(product);
    }

    /** True if stability, and not accuracy, seems to have set the size of the step. */
    public boolean isLimiting() {
        return product > LIMIT;
    }
}
