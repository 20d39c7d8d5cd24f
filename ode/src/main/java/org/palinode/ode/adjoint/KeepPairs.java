package org.palinode.ode.adjoint;

import org.palinode.ode.integrate.Stepper;

/** Keeps the start, the pairs (y, z) before each resync, and the end: what a reversible solve cannot reconstruct. */
final class KeepPairs extends Retention {
    KeepPairs(Stepper stepper) {
        super(stepper);
    }

    @Override
    public void starting(int index) {
        if (index == 0) {
            keep(0);
        }
    }

    @Override
    void beforeResync(int step) {
        keep(step);
    }

    @Override
    void finish(int steps) {
        keep(steps);
    }
}
