package org.palinode.ode.internal.run;

import java.util.Optional;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.step.CompiledStep;

/** Chooses, while a solve runs, which states are kept for its gradient. The state at the start is kept where any is. */
public abstract class Retention implements StepListener {
    private final CompiledStep stepper;
    private final StepStarts checkpoints;

    public Retention(CompiledStep stepper) {
        this.stepper = stepper;
        checkpoints = new StepStarts(stepper.state());
    }

    /** Keeps the state in the stepper, which is at the start of {@code step}. */
    final void keep(int step) {
        checkpoints.push(step, stepper.state());
    }

    final StepStarts checkpoints() {
        return checkpoints;
    }

    @Override
    public void restarting(int index, double t) {
        beforeResync(index);
    }

    /** True if an adjoint that keeps this much brings the start back, and measures how far it missed. */
    boolean measuresReturn() {
        return false;
    }

    /** Residuals of the first steps, if any were kept. */
    Optional<ResidualStore> residuals() {
        return Optional.empty();
    }

    /** The state is about to be set back before {@code step}; it is still in the stepper. */
    void beforeResync(int step) {}

    /** The solve ended after {@code steps} steps; the stepper holds the end. */
    void end(int steps) {
        if (checkpoints.size() == 0) {
            keep(0); // t0 = t1, and nothing was started
        } else if (steps > 0) {
            finish(steps);
        }
    }

    /** Keeps what is wanted of the end, after one step at least. */
    void finish(int steps) {}
}
