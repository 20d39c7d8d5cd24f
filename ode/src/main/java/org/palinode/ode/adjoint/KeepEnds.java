package org.palinode.ode.adjoint;

import org.palinode.ode.integrate.Stepper;

/** Keeps the start and the end. */
final class KeepEnds extends Retention {
    KeepEnds(Stepper stepper) {
        super(stepper);
    }

    @Override
    public void starting(int index) {
        if (index == 0) {
            keep(0);
        }
    }

    @Override
    void finish(int steps) {
        keep(steps);
    }
}
