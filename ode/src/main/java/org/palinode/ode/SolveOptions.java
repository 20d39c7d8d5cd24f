package org.palinode.ode;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.event.Event;
import org.palinode.ode.internal.progress.ProgressMeter;
import org.palinode.ode.progress.ProgressListener;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.save.SaveAt;

/**
 * Options of a solve: step sizes, saved values, adjoint, events, limits, listeners. Immutable: each method that takes a value gives a
 * changed copy. Null in place of a value is refused with a {@link NullPointerException} that says what is needed.
 */
public final class SolveOptions {
    private static final Consumer<GradientReport> SILENT = report -> {};

    private OptionalDouble dt0 = OptionalDouble.empty();
    private StepSizeController controller = new ConstantStepSize();
    private SaveAt saveAt = SaveAt.t1();
    private Adjoint adjoint = new RecursiveCheckpointAdjoint();
    private Optional<ResumePoint> from = Optional.empty();
    private int maxSteps = 4096;
    private boolean throwing = true;
    private Consumer<GradientReport> gradientListener = SILENT;
    private List<Event<?, ?>> events = List.of();
    private boolean anomalies;
    private ProgressMeter progress = ProgressMeter.NONE;
    private boolean each;

    private SolveOptions() {}

    /** The standard options: constant steps, the end value, recursive checkpointing, at most 4096 steps, no events. */
    public static SolveOptions standard() {
        return new SolveOptions();
    }

    /** A copy, changed before anybody sees it. */
    private SolveOptions with(Consumer<SolveOptions> change) {
        SolveOptions copy = new SolveOptions();
        copy.dt0 = dt0;
        copy.controller = controller;
        copy.saveAt = saveAt;
        copy.adjoint = adjoint;
        copy.from = from;
        copy.maxSteps = maxSteps;
        copy.throwing = throwing;
        copy.gradientListener = gradientListener;
        copy.events = events;
        copy.anomalies = anomalies;
        copy.progress = progress;
        copy.each = each;
        change.accept(copy);
        return copy;
    }

    /**
     * The size of the first step, or of every step under {@link ConstantStepSize}, in the unit of t and with the sign of t1 − t0. Adaptive
     * controllers choose the first step where none is given.
     */
    public SolveOptions dt0(double step) {
        return with(options -> options.dt0 = OptionalDouble.of(step));
    }

    /** The step size controller; {@link ConstantStepSize} by default. */
    public SolveOptions controller(StepSizeController other) {
        Objects.requireNonNull(other, "a solve needs a step size controller");
        return with(options -> options.controller = other);
    }

    /** The values that are kept; the end value by default. */
    public SolveOptions saveAt(SaveAt other) {
        Objects.requireNonNull(other, "a solve needs a SaveAt; SaveAt.t1() keeps the end value");
        return with(options -> options.saveAt = other);
    }

    /** The adjoint, which computes gradients; recursive checkpointing by default. */
    public SolveOptions adjoint(Adjoint other) {
        Objects.requireNonNull(other, "a solve needs an adjoint");
        return with(options -> options.adjoint = other);
    }

    /**
     * Continues another solve from its {@code Solution.state()}, as if the two were one; its end must be given as t0 and y0. Gradients go
     * through the carry. If the state of the controller is in it, dt0 is not used. Events restart.
     */
    public SolveOptions from(ResumePoint state) {
        Objects.requireNonNull(state, "a solve continues from a ResumePoint; leave it out to begin");
        return with(options -> options.from = Optional.of(state));
    }

    /**
     * The largest number of attempted steps; 4096 by default.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public SolveOptions maxSteps(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maxSteps must be at least 1, got " + most);
        }
        return with(options -> options.maxSteps = most);
    }

    /**
     * Chooses if a failed solve throws a {@link SolveException}, as it does by default. Otherwise {@code Solution.outcome()} has the
     * failure.
     */
    public SolveOptions throwing(boolean whether) {
        return with(options -> options.throwing = whether);
    }

    /** Tells {@code listener} the cost of each gradient of the solve when it has been computed. */
    public SolveOptions onGradient(Consumer<GradientReport> listener) {
        Objects.requireNonNull(listener, "a listener must not be null; report -> {} hears nothing");
        return with(options -> options.gradientListener = listener);
    }

    /**
     * The events, which end the solve before t1 or change its state on the way. They replace events set before, and are written for the
     * state and arguments of the solve. If two occur at one time, their resets are applied in this order.
     */
    public SolveOptions events(Event<?, ?>... watched) {
        Objects.requireNonNull(watched, "events must not be null; events() without any watches none");
        for (Event<?, ?> event : watched) {
            Objects.requireNonNull(event, "an event must not be null; leave it out to watch none");
        }
        List<Event<?, ?>> all = List.of(watched);
        return with(options -> options.events = all);
    }

    /**
     * Stops at the first value that is not finite, forward or in the gradient, with an {@link org.palinode.ode.outcome.AnomalyException}.
     * The exception names the operation, the step, t and the evaluation of the field. Rejected steps do not count. Costs a check of the
     * state in each step, and a copy of the cotangents in the sweep. Under BacksolveAdjoint gradients of parameters are not checked.
     */
    public SolveOptions findAnomalies() {
        return with(options -> options.anomalies = true);
    }

    /** Tells {@code listener} five times a second how far the solve or its gradient is; there is no listener by default. */
    public SolveOptions onProgress(ProgressListener listener) {
        return onProgress(listener, Duration.ofMillis(200));
    }

    /** Reports as {@link #onProgress(ProgressListener)}, with at least {@code every} between two reports. */
    public SolveOptions onProgress(ProgressListener listener, Duration every) {
        ProgressMeter meter = new ProgressMeter(listener, every);
        return with(options -> options.progress = meter);
    }

    /**
     * Solves each member of a batch by itself where the solve stands in a function of many inputs at once (vmap), on several threads, with its own
     * step sizes, and t0, t1 and ts of its own if they differ. Otherwise members are one stacked state with one step size, which is faster where they
     * are alike. Solves with noise are always solved so. No effect elsewhere.
     */
    public SolveOptions solveEach() {
        return with(options -> options.each = true);
    }

    public OptionalDouble dt0() {
        return dt0;
    }

    public StepSizeController controller() {
        return controller;
    }

    public SaveAt saveAt() {
        return saveAt;
    }

    public Adjoint adjoint() {
        return adjoint;
    }

    public Optional<ResumePoint> from() {
        return from;
    }

    public int maxSteps() {
        return maxSteps;
    }

    public boolean throwing() {
        return throwing;
    }

    public Consumer<GradientReport> gradientListener() {
        return gradientListener;
    }

    public List<Event<?, ?>> events() {
        return events;
    }

    public boolean anomalies() {
        return anomalies;
    }

    /** True if members of a batch are solved each by itself. */
    boolean isEach() {
        return each;
    }

    ProgressMeter progress() {
        return progress;
    }

    /** True for options of equal values; listeners and events are equal to themselves. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SolveOptions that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(
                dt0,
                controller,
                saveAt,
                adjoint,
                from,
                maxSteps,
                throwing,
                gradientListener,
                events,
                anomalies,
                progress,
                each);
    }

    @Override
    public String toString() {
        return "SolveOptions[" + controller + (dt0.isPresent() ? ", dt0 " + dt0.getAsDouble() : "") + ", " + saveAt
                + ", " + adjoint + ", at most " + maxSteps + " steps, " + events.size() + " events]";
    }
}
