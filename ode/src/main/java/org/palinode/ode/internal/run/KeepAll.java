package org.palinode.ode.internal.run;

import org.palinode.ode.internal.step.CompiledStep;

/** Keeps the start of every step. */
public final class KeepAll extends Retention {
    public KeepAll(CompiledStep stepper) {
        super(stepper);
    }

    @Override
    public void starting(int index) {
        keep(index);
    }
}
