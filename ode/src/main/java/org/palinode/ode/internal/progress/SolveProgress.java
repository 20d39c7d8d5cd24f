package org.palinode.ode.internal.progress;

import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.step.CompiledStep;

/** Reports the accepted steps of a solve from t0 to t1. */
public final class SolveProgress implements StepListener {
    private final ProgressMeter meter;
    private final ProgressMeter.Reports reports;
    private final CompiledStep stepper;
    private final double start;
    private final double end;

    public SolveProgress(ProgressMeter meter, CompiledStep stepper, double t0, double t1) {
        this.meter = meter;
        this.stepper = stepper;
        start = t0;
        end = t1;
        reports = meter.beginSolve();
    }

    @Override
    public boolean isIdle() {
        return meter == ProgressMeter.NONE;
    }

    @Override
    public void accepted(int index, double t0, double t1, double h) {
        double fraction = Double.isInfinite(end) ? Double.NaN : t1 == end ? 1 : (t1 - start) / (end - start);
        reports.at(t1, fraction, index + 1, stepper.evaluations());
    }
}
