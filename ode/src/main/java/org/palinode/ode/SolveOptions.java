package org.palinode.ode;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.event.Event;
import org.palinode.ode.progress.ProgressListener;
import org.palinode.ode.progress.ProgressMeter;
import org.palinode.ode.save.SaveAt;

/**
 * How a solve is run and what is kept of it. Immutable: each method gives a changed copy.
 *
 * @param dt0 the first step, or every one under {@link ConstantStepSize}; with the sign of t1 − t0; empty for automatic
 * @param controller step sizes; constant by default
 * @param saveAt which values are kept; the end value by default
 * @param adjoint how gradients are computed; recursive checkpointing by default
 * @param maxSteps the most attempted steps; 4096 by default
 * @param throwing whether a failed solve throws; if not, its solution says so
 * @param gradientListener told what each gradient of the solve took
 * @param anomalies whether to stop at the first value that is not finite
 * @param events what ends the solve before t1, or changes its state on the way; written for its state and arguments
 * @param progress told how far the solve and its gradients are; nobody by default
 */
public record SolveOptions(
        OptionalDouble dt0,
        StepSizeController controller,
        SaveAt saveAt,
        Adjoint adjoint,
        int maxSteps,
        boolean throwing,
        Consumer<GradientReport> gradientListener,
        List<Event<?, ?>> events,
        boolean anomalies,
        ProgressMeter progress) {
    private static final int MAX_STEPS = 4096;

    public SolveOptions {
        events = List.copyOf(events);
        Objects.requireNonNull(controller, "a solve needs a step size controller");
        Objects.requireNonNull(saveAt, "a solve needs a SaveAt; SaveAt.t1() keeps the end value");
        Objects.requireNonNull(adjoint, "a solve needs an adjoint");
        Objects.requireNonNull(gradientListener, "a listener must not be null; report -> {} hears nothing");
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps must be at least 1, got " + maxSteps);
        }
    }

    /** The defaults. */
    public static SolveOptions standard() {
        return new SolveOptions(
                OptionalDouble.empty(),
                new ConstantStepSize(),
                SaveAt.t1(),
                new RecursiveCheckpointAdjoint(),
                MAX_STEPS,
                true,
                report -> {},
                List.of(),
                false,
                ProgressMeter.NONE);
    }

    /**
     * Stops at the first value that is not finite, forward or in the gradient, with an {@link org.palinode.ode.integrate.AnomalyException} that
     * names the operation, the step, t and the evaluation of the field. Steps that are rejected do not count. Costs a look at the state
     * each step, and a copy of the cotangents going back.
     */
    public SolveOptions findAnomalies() {
        return new SolveOptions(
                dt0, controller, saveAt, adjoint, maxSteps, throwing, gradientListener, events, true, progress);
    }

    /** Events of the solve, in place of those set before; where two occur at one time the resets are applied in this order. */
    public SolveOptions events(Event<?, ?>... watched) {
        return new SolveOptions(
                dt0,
                controller,
                saveAt,
                adjoint,
                maxSteps,
                throwing,
                gradientListener,
                List.of(watched),
                anomalies,
                progress);
    }

    public SolveOptions dt0(double step) {
        return new SolveOptions(
                OptionalDouble.of(step),
                controller,
                saveAt,
                adjoint,
                maxSteps,
                throwing,
                gradientListener,
                events,
                anomalies,
                progress);
    }

    public SolveOptions controller(StepSizeController other) {
        return new SolveOptions(
                dt0, other, saveAt, adjoint, maxSteps, throwing, gradientListener, events, anomalies, progress);
    }

    public SolveOptions saveAt(SaveAt other) {
        return new SolveOptions(
                dt0, controller, other, adjoint, maxSteps, throwing, gradientListener, events, anomalies, progress);
    }

    public SolveOptions adjoint(Adjoint other) {
        return new SolveOptions(
                dt0, controller, saveAt, other, maxSteps, throwing, gradientListener, events, anomalies, progress);
    }

    public SolveOptions maxSteps(int most) {
        return new SolveOptions(
                dt0, controller, saveAt, adjoint, most, throwing, gradientListener, events, anomalies, progress);
    }

    /** Whether a failed solve throws a {@link SolveException}. */
    public SolveOptions throwing(boolean whether) {
        return new SolveOptions(
                dt0, controller, saveAt, adjoint, maxSteps, whether, gradientListener, events, anomalies, progress);
    }

    /** Tells {@code listener} what each gradient of the solve took, when it has been computed. */
    public SolveOptions onGradient(Consumer<GradientReport> listener) {
        return new SolveOptions(
                dt0, controller, saveAt, adjoint, maxSteps, throwing, listener, events, anomalies, progress);
    }

    /** Tells {@code listener} five times a second how far the solve is, and its gradients. */
    public SolveOptions onProgress(ProgressListener listener) {
        return onProgress(listener, Duration.ofMillis(200));
    }

    /** As {@link #onProgress(ProgressListener)}, with at least {@code every} between two reports. */
    public SolveOptions onProgress(ProgressListener listener, Duration every) {
        return new SolveOptions(
                dt0,
                controller,
                saveAt,
                adjoint,
                maxSteps,
                throwing,
                gradientListener,
                events,
                anomalies,
                new ProgressMeter(listener, every));
    }
}
