package org.palinode.autodiff.root;

/**
 * Tolerances of equations: increments are measured in multiples of atol + rtol |x|, component by component.
 *
 * @param rtol relative tolerance, a pure number
 * @param atol absolute tolerance, in the unit of x
 * @param norm of the measured increments
 */
public record Tolerances(double rtol, double atol, Norm norm) {
    /** Norm that makes one number of many components. */
    public enum Norm {
        /** The largest. */
        MAX,
        /** The root mean square. */
        RMS
    }

    /** @throws IllegalArgumentException if a tolerance is negative, infinite or NaN, or both are 0 */
    public Tolerances {
        if (!(rtol >= 0) || !(atol >= 0) || !(rtol + atol > 0) || Double.isInfinite(rtol + atol)) {
            throw new IllegalArgumentException("a root finder needs rtol >= 0 and atol >= 0, not both 0, got rtol = "
                    + rtol + " and atol = " + atol);
        }
    }
}
