package org.palinode.ode.adjoint;

import org.palinode.ode.integrate.CompiledStepper;

/** Keeps the start of every step. */
final class KeepAll extends Retention {
    KeepAll(CompiledStepper stepper) {
        super(stepper);
    }

    @Override
    public void starting(int index) {
        keep(index);
    }
}
