package org.palinode.ode.adjoint;

/**
 * Adjoint that solves the continuous adjoint equations back in time, with the solution solved back beside them. Memory O(1); not exact. The
 * error of the gradient is that of the backward solve. The distance by which the solution misses y0 on its return is reported as the
 * mismatch, and above {@code limit} the gradient is refused with a {@link org.palinode.ode.outcome.GradientException}. The controller of
 * the solve chooses steps from the errors of y and its adjoint alone (the seminorm: the cotangents of the parameters are an integral on
 * which nothing depends). Between saved times the solution restarts from its saved value. A field in two parts has an adjoint in two parts,
 * each beside its part of the solution.
 *
 * <p>Source: R. T. Q. Chen, Y. Rubanova, J. Bettencourt, D. Duvenaud, "Neural Ordinary Differential Equations", NeurIPS 2018,
 * arXiv:1806.07366; seminorm: P. Kidger, R. T. Q. Chen, T. Lyons, "Hey, that's not an ODE", ICML 2021, arXiv:2009.09457.
 *
 * @param limit the largest accepted relative mismatch of y at t0, over all components max |Δy| / (|y| + 10⁻³ m), with m the largest |y| of the
 *     component in the solve; pure number, infinite for any
 */
public record BacksolveAdjoint(double limit) implements Adjoint {
    private static final double LIMIT = 0.1;

    /** @throws IllegalArgumentException if the limit is not positive */
    public BacksolveAdjoint {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("BacksolveAdjoint needs a positive limit for the mismatch of y0, got "
                    + limit + "; " + LIMIT + " is the standard, infinity accepts any");
        }
    }

    /** An adjoint that accepts a relative mismatch up to a tenth. */
    public BacksolveAdjoint() {
        this(LIMIT);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.backsolve(this);
    }
}
