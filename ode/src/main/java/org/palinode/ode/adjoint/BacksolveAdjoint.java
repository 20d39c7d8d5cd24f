package org.palinode.ode.adjoint;

/**
 * Solves the continuous adjoint equations back in time, with the solution solved back beside them: memory O(1), and not exact. The error of
 * the gradient is that of the backward solve; how far the solution misses y0 on its return is reported as the mismatch, and above
 * {@code limit} the gradient is refused. Steps are chosen by the controller of the solve from the errors of y and its adjoint alone (the
 * seminorm: the cotangents of the parameters are an integral on which nothing depends); between saved times the solution starts anew
 * from its saved value. A field in two parts has an adjoint in two parts, each beside the part of the solution that it belongs to.
 *
 * <p>Source: R. T. Q. Chen, Y. Rubanova, J. Bettencourt, D. Duvenaud, "Neural Ordinary Differential Equations", NeurIPS 2018,
 * arXiv:1806.07366; seminorm: P. Kidger, R. T. Q. Chen, T. Lyons, "Hey, that's not an ODE", ICML 2021, arXiv:2009.09457.
 *
 * @param limit the largest accepted relative mismatch, as {@link org.palinode.ode.internal.step.StateScale#difference}; pure number, infinite for any
 */
public record BacksolveAdjoint(double limit) implements Adjoint {
    private static final double LIMIT = 0.1;

    public BacksolveAdjoint {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("BacksolveAdjoint needs a positive limit for the mismatch of y0, got "
                    + limit + "; " + LIMIT + " is the standard, infinity accepts any");
        }
    }

    /** Refuses a gradient whose solution returns to t0 off by more than a tenth. */
    public BacksolveAdjoint() {
        this(LIMIT);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.backsolve(this);
    }
}
