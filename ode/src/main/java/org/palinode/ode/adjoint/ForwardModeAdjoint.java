package org.palinode.ode.adjoint;

/**
 * Forward sensitivities: the recorded steps are taken again with a tangent, once for each number that is differentiated for. Exact, and
 * nothing but the record of the steps is kept. For few parameters: m numbers in y0 and the wanted parameters cost m solves, each of about
 * three.
 */
public record ForwardModeAdjoint() implements Adjoint {

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.forwardMode(this);
    }
}
