package org.palinode.ode.internal.run;

import org.palinode.ode.internal.step.CompiledStep;

/** Keeps nothing: of a solve of plain numbers, which no tape can pull back. */
final class KeepNothing extends Retention {
    KeepNothing(CompiledStep stepper) {
        super(stepper);
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    void end(int steps) {}
}
