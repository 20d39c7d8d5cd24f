package org.palinode.ode.internal.run;

import org.palinode.ode.internal.step.CompiledStep;

/** Keeps nothing of a solve of plain numbers, on no tape: it cannot be pulled back. */
public final class KeepNothing extends Retention {
    public KeepNothing(CompiledStep stepper) {
        super(stepper);
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    void end(int steps) {}
}
