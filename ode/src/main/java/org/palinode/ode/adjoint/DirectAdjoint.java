package org.palinode.ode.adjoint;

import java.util.Optional;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.Wanted;

/**
 * Stores the state before every step, and what else the pull-back of the step needs (its residuals: stages, activations), and pulls back step
 * by step. Exact. Memory O(steps); no step is taken twice, and the field is not evaluated again: not even inside a pull-back, as far as
 * residuals were stored. Steps beyond {@code residualBytes} are evaluated a second time, from their stored state.
 *
 * <p>Residuals serve the first pull-back, which frees them; a recording that is pulled back again evaluates its steps again.
 *
 * @param residualBytes the most bytes of residuals of one solve, outside the Java heap; 0 to store none
 */
public record DirectAdjoint(long residualBytes) implements Adjoint {
    private static final long STANDARD = 256L << 20;

    public DirectAdjoint {
        if (residualBytes < 0) {
            throw new IllegalArgumentException(
                    "residualBytes must be at least 0, got " + residualBytes + "; 0 stores states only");
        }
    }

    /** With up to 256 MiB of residuals. */
    public DirectAdjoint() {
        this(STANDARD);
    }

    @Override
    public Retention retain(CompiledStepper stepper, GradientWish wish) {
        Optional<ResidualPlans> plans =
                residualBytes == 0 ? Optional.empty() : ResidualPlans.of(stepper, wish.wanted(), wish.dense());
        return plans.<Retention>map(some -> new KeepResiduals(stepper, some, residualBytes))
                .orElseGet(() -> new KeepAll(stepper));
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, Wanted wanted) {
        return StoredStates.pullBack(
                run,
                cotangents,
                wanted,
                Integer.MAX_VALUE,
                stepper -> HeldResiduals.ofRun(run, stepper, wanted),
                "direct");
    }
}
