package org.palinode.ode.adjoint;

/**
 * Adjoint by forward sensitivities: the recorded steps are recomputed with a tangent, once for each number that is differentiated for.
 * Exact. Only the record of the steps is kept. It suits few parameters: m numbers in y0 and the wanted parameters cost m passes over the
 * steps, each of about three solves.
 */
public record ForwardModeAdjoint() implements Adjoint {

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.forwardMode(this);
    }
}
