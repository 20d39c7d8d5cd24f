package org.palinode.ode.internal.run;

import org.palinode.ode.internal.step.CompiledStep;

/** Keeps the start and the end. */
public final class KeepEnds extends Retention {
    public KeepEnds(CompiledStep stepper) {
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
