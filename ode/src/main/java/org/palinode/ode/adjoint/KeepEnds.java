package org.palinode.ode.adjoint;

import org.palinode.ode.integrate.CompiledStepper;

/** Keeps the start and the end. */
final class KeepEnds extends Retention {
    KeepEnds(CompiledStepper stepper) {
        super(stepper);
    }

    @Override
    public void starting(int index) {
        if (index == 0) {
            keep(0);
        }
    }

    @Override
    boolean measuresReturn() {
        return true;
    }

    @Override
    void finish(int steps) {
        keep(steps);
    }
}
