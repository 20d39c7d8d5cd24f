package org.palinode.ode.internal.anomaly;

import org.palinode.ode.internal.integrate.PassingGuard;
import org.palinode.ode.internal.integrate.StepGuard;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.outcome.AnomalyException;
import org.palinode.ode.outcome.Outcome;

/** Stops at the first accepted step whose end is not finite and says which operation did it; passes everything else to another guard. */
public record FiniteGuard(CompiledStep stepper, StepGuard guard) implements PassingGuard {
    @Override
    public Then examine(int index, double t0, double t1, double next, double h) {
        if (!stepper.yEnd().isFinite()) {
            throw new AnomalyException(
                    AnomalySearch.forward(stepper, t0, h)
                            .orElse("the state is not finite after the step of size " + h + " from t = " + t0),
                    index,
                    t0);
        }
        return guard.examine(index, t0, t1, next, h);
    }

    /** Throws where the last attempted step of a solve that failed makes a value which is not finite: every attempt was rejected, or none was made. */
    public static void explain(CompiledStep stepper, Outcome outcome) {
        AnomalySearch.forward(stepper, outcome.t(), outcome.h()).ifPresent(found -> {
            throw new AnomalyException(found, outcome.accepted(), outcome.t());
        });
    }
}
