package org.palinode.ode.adjoint;

import org.palinode.ode.integrate.CompiledStepper;

/** Keeps nothing: of a solve of plain numbers, which no tape can pull back. */
final class KeepNothing extends Retention {
    KeepNothing(CompiledStepper stepper) {
        super(stepper);
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    void end(int steps) {}
}
