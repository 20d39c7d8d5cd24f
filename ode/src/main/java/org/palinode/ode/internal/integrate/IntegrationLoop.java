package org.palinode.ode.internal.integrate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.StepSizes.Verdict;
import org.palinode.ode.internal.integrate.StepGuard.Then;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.RejectionCause;
import org.palinode.ode.outcome.SolveInterruptedException;

/** Choose h, step, accept or reject, until t1. Time is mirrored where a solve runs back, so that it always rises here. */
public final class IntegrationLoop {
    /** A step that would end this many ulp before t1 ends at t1. */
    private static final int END_ULPS = 100;

    private final CompiledStep stepper;
    private final StepSizes sizes;
    private final StepGuard guard;
    private final StepListener[] listeners;
    private final double direction;
    private final double last;
    private final double nearLast;
    /** Where the step before ended, which after a jump is a little earlier than this one starts. */
    private double before;

    private double start;
    private double end;
    private double h;
    private int accepted;
    private int rejected;
    private final int[] rejections = new int[RejectionCause.values().length];

    private IntegrationLoop(
            CompiledStep stepper,
            StepSizes sizes,
            double before,
            double t0,
            double t1,
            StepGuard guard,
            List<? extends StepListener> listeners) {
        this.guard = guard;
        this.stepper = stepper;
        this.sizes = sizes;
        this.listeners =
                listeners.stream().filter(listener -> !listener.isIdle()).toArray(StepListener[]::new);
        direction = direction(t0, t1);
        start = direction * t0;
        this.before = direction * before;
        last = direction * t1;
        nearLast = last - END_ULPS * Math.ulp(last);
    }

    /** 1 for a solve forward in time, −1 for one back. */
    public static double direction(double t0, double t1) {
        return t1 >= t0 ? 1 : -1;
    }

    /** Integrates from the state in the stepper; stops after {@code maxSteps} attempts. An interrupted thread stops within one step. */
    static Outcome run(
            CompiledStep stepper,
            StepSizes sizes,
            double t0,
            double t1,
            int maxSteps,
            List<? extends StepListener> listeners) {
        return run(stepper, sizes, t0, t0, t1, maxSteps, StepGuard.NONE, listeners);
    }

    /**
     * Runs as {@link #run(CompiledStep, StepSizes, double, double, int, List)}, with a guard that may end the solve.
     *
     * @param before where the step before the first ended, from which noise is heard: t0, or before a jump a little earlier
     */
    public static Outcome run(
            CompiledStep stepper,
            StepSizes sizes,
            double before,
            double t0,
            double t1,
            int maxSteps,
            StepGuard guard,
            List<? extends StepListener> listeners) {
        return new IntegrationLoop(stepper, sizes, before, t0, t1, guard, listeners).run(maxSteps);
    }

    private Outcome run(int maxSteps) {
        if (start < last) {
            end = clipped(sizes.firstEnd(), last);
            if (guard.begin(direction * start) == Then.END) {
                return outcome(guard.result());
            }
            starting();
        }
        while (start < last) {
            if (!(end > start)) {
                return outcome(vanished());
            }
            if (accepted + rejected >= maxSteps) {
                return outcome(Result.MAX_STEPS_REACHED);
            }
            SolveInterruptedException.stopIfInterrupted(direction * start, accepted);
            Result failure = advance();
            if (failure != null) {
                return outcome(failure);
            }
        }
        return outcome(Result.SUCCESSFUL);
    }

    /** Attempts one step; the reason why the solve cannot continue, or null if it can. */
    private Result advance() {
        h = direction * (end - start);
        stepper.attempt(direction * start, h, direction * before, direction * end);
        RootStatus status = stepper.status();
        double error = status == RootStatus.CONVERGED ? stepper.error() : Double.POSITIVE_INFINITY;
        Verdict verdict = sizes.judge(start, end, error);
        boolean taken = Math.abs(error) < Double.POSITIVE_INFINITY;
        if (verdict == Verdict.ACCEPT && taken) {
            double next = direction * sizes.nextStart(end);
            Then then = guard.examine(accepted, direction * start, direction * end, next, h);
            if (then == Then.BREAK_OFF) {
                return guard.result();
            }
            Then after = accept(then == Then.GO_ON ? h : guard.size(), then);
            end = clipped(sizes.nextEnd(), last);
            return after == Then.END || after == Then.BREAK_OFF ? guard.result() : null;
        }
        reject(status, taken);
        if (verdict == Verdict.REJECT) {
            double tried = end;
            end = clipped(sizes.nextEnd(), start + (last - start) / 2);
            return end < tried ? null : vanished();
        }
        return switch (verdict) {
            case TOO_SMALL -> Result.DT_MIN_REACHED;
            case TOO_MANY_REJECTED -> Result.MAX_STEPS_REJECTED;
            default -> Result.of(status);
        };
    }

    /** The reason why there is no step to the next end, which rounding keeps from being another time. */
    private Result vanished() {
        if (Double.isNaN(end)) {
            return Result.NON_FINITE;
        }
        return rejected > 0 ? Result.ofVanishingSteps(stepper.status()) : Result.STEP_SIZE_UNDERFLOW;
    }

    private void reject(RootStatus status, boolean taken) {
        rejected++;
        RejectionCause untaken =
                status == RootStatus.CONVERGED ? RejectionCause.NON_FINITE : RejectionCause.SOLVE_FAILED;
        rejections[(taken ? RejectionCause.ERROR_TOO_LARGE : untaken).ordinal()]++;
    }

    /** Accepts the part of the attempted step that has this size; the continuation of the solve from there. */
    private Then accept(double size, Then then) {
        if (size != h) {
            end = start + direction * size;
            sizes.cut(end);
        }
        for (StepListener listener : listeners) {
            listener.accepted(accepted, direction * start, direction * end, size);
        }
        stepper.accept();
        accepted++;
        before = end;
        start = sizes.nextStart(end);
        if (then == Then.END || start >= last) {
            return then;
        }
        if (then == Then.GO_ON && start == end) {
            starting();
            return then;
        }
        return restarting(then);
    }

    /** Begins a step with nothing but y; whether it can. */
    private Then restarting(Then then) {
        for (StepListener listener : listeners) {
            listener.restarting(accepted, direction * start);
        }
        starting();
        Then after = then == Then.RESET ? guard.reset(accepted, direction * start) : then;
        if (after == Then.RESET) {
            sizes.restart(start);
        }
        if (after != Then.BREAK_OFF) {
            stepper.resync(direction * start);
        }
        return after;
    }

    private void starting() {
        for (StepListener listener : listeners) {
            listener.starting(accepted);
        }
    }

    /** {@code wanted}, or {@code instead} where it would come too close to the end. */
    private double clipped(double wanted, double instead) {
        return wanted > nearLast ? instead : wanted;
    }

    private Outcome outcome(Result result) {
        Map<RejectionCause, Integer> causes = new EnumMap<>(RejectionCause.class);
        for (RejectionCause cause : RejectionCause.values()) {
            causes.put(cause, rejections[cause.ordinal()]);
        }
        return new Outcome(result, direction * start, h, accepted, rejected, causes);
    }
}
