package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.StepResiduals;
import org.palinode.ode.internal.step.CompiledStep;

/** Keeps the start of every step, and of the first steps what their pull-backs need besides, as far as a budget of bytes allows. */
final class KeepResiduals extends Retention {
    private final CompiledStep stepper;
    private final ResidualPlans plans;
    private final StepResiduals residuals;

    KeepResiduals(CompiledStep stepper, ResidualPlans plans, long budget) {
        super(stepper);
        this.stepper = stepper;
        this.plans = plans;
        residuals = plans.memory();
        residuals.restart(0, budget);
        if (residuals.hasRoom()) {
            plans.use();
        }
    }

    @Override
    public void starting(int index) {
        keep(index);
    }

    @Override
    public void accepted(int index, double t0, double t1, double h) {
        if (residuals.hasRoom()) {
            plans.save(residuals);
            if (!residuals.hasRoom()) {
                stepper.choice().useStandard();
            }
        }
    }

    @Override
    public Optional<StepResiduals> residuals() {
        return Optional.of(residuals);
    }
}
