package org.palinode.ode.outcome;

/**
 * The distance of a step from the bound of stability of explicit methods: |h| ρ, its size times the spectral radius of the Jacobian ∂f/∂y at
 * its start, of that part of the field for which no equations are solved.
 *
 * @param product |h| ρ, a pure number; explicit methods are stable up to about 3
 * @param t where the step started
 * @param h its signed size
 */
public record Stiffness(double product, double t, double h) {
    /** Above this the size of steps is set by stability, not by accuracy: half of what explicit methods bear. */
    private static final double LIMIT = 1.5;

    /** Whether the field and its derivative are finite there. */
    public boolean isFinite() {
        return Double.isFinite(product);
    }

    /** Whether stability seems to have set the size of the step. */
    public boolean isLimiting() {
        return product > LIMIT;
    }
}
