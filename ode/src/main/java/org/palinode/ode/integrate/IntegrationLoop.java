package org.palinode.ode.integrate;

import java.util.List;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.StepSizes.Verdict;
import org.palinode.ode.integrate.Outcome.Result;

/** Choose h, step, accept or reject, until t1. Time is mirrored where a solve runs back, so that it always rises here. */
public final class IntegrationLoop {
    /** A step that would end this many ulp before t1 ends at t1. */
    private static final int END_ULPS = 100;

    private final Stepper stepper;
    private final StepSizes sizes;
    private final StepListener[] listeners;
    private final double direction;
    private final double last;
    private double start;
    private double end;
    private int accepted;
    private int rejected;

    private IntegrationLoop(
            Stepper stepper, StepSizes sizes, double t0, double t1, List<? extends StepListener> listeners) {
        this.stepper = stepper;
        this.sizes = sizes;
        this.listeners = listeners.toArray(StepListener[]::new);
        direction = direction(t0, t1);
        start = direction * t0;
        last = direction * t1;
    }

    /** 1 for a solve forward in time, −1 for one back. */
    public static double direction(double t0, double t1) {
        return t1 >= t0 ? 1 : -1;
    }

    /** Integrates from the state in the stepper; stops after {@code maxSteps} attempts. An interrupted thread stops within one step. */
    public static Outcome run(
            Stepper stepper,
            StepSizes sizes,
            double t0,
            double t1,
            int maxSteps,
            List<? extends StepListener> listeners) {
        return new IntegrationLoop(stepper, sizes, t0, t1, listeners).run(maxSteps);
    }

    private Outcome run(int maxSteps) {
        if (start < last) {
            end = clipped(sizes.firstEnd(), last);
            starting();
        }
        while (start < last) {
            if (!(end > start)) {
                return outcome(Result.STEP_SIZE_UNDERFLOW);
            }
            if (accepted + rejected >= maxSteps) {
                return outcome(Result.MAX_STEPS_REACHED);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new SolveInterruptedException(direction * start, accepted);
            }
            if (!advance()) {
                return outcome(Result.DT_MIN_REACHED);
            }
        }
        return outcome(Result.SUCCESSFUL);
    }

    /** Attempts one step; false if the next one would be too small. */
    private boolean advance() {
        double h = direction * (end - start);
        stepper.attempt(direction * start, h);
        Verdict verdict = sizes.judge(start, end, stepper.error());
        if (verdict == Verdict.ACCEPT) {
            accept(h);
            end = clipped(sizes.nextEnd(), last);
        } else if (verdict == Verdict.REJECT) {
            rejected++;
            end = clipped(sizes.nextEnd(), start + (last - start) / 2);
        }
        return verdict != Verdict.TOO_SMALL;
    }

    private void accept(double h) {
        for (StepListener listener : listeners) {
            listener.accepted(accepted, direction * start, direction * end, h);
        }
        stepper.accept();
        accepted++;
        start = end;
        if (start < last) {
            starting();
        }
    }

    private void starting() {
        for (StepListener listener : listeners) {
            listener.starting(accepted);
        }
    }

    /** {@code wanted}, or {@code instead} where it would come too close to the end. */
    private double clipped(double wanted, double instead) {
        return wanted > last - END_ULPS * Math.ulp(last) ? instead : wanted;
    }

    private Outcome outcome(Result result) {
        return new Outcome(result, direction * start, direction * (end - start), accepted, rejected);
    }
}
