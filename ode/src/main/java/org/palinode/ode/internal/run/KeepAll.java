package org.palinode.ode.internal.run;

import java.util.Optional;
import org.palinode.ode.internal.step.CompiledStep;

/** Keeps the start of every step, and of the first steps what their pull-backs need besides, as far as there is room. */
public final class KeepAll extends Retention {
    private final Optional<ResidualStore> residuals;

    /** @param residuals for those of the first steps; empty if none are kept */
    public KeepAll(CompiledStep stepper, Optional<ResidualStore> residuals) {
        super(stepper);
        this.residuals = residuals;
    }

    @Override
    public void starting(int index) {
        keep(index);
        if (index == 0 && residuals.isPresent()) {
            residuals.get().begin(0);
        }
    }

    @Override
    public void accepted(int index, double t0, double t1, double h) {
        if (residuals.isPresent() && residuals.get().hasRoom()) {
            residuals.get().save();
        }
    }

    @Override
    void end(int steps) {
        super.end(steps);
        residuals.ifPresent(ResidualStore::leave);
    }

    @Override
    public Optional<ResidualStore> residuals() {
        return residuals;
    }
}
