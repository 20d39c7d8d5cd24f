package org.palinode.ode.controller;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;

/**
 * Wrapper of an adaptive controller, which cuts its steps so that they end at given times, at jumps of the field, or at the ends of steps
 * that were rejected.
 *
 * <ul>
 *   <li>{@link #stepTs}: steps end at these times, exactly.
 *   <li>{@link #jumpTs}: the field jumps at these times. A step ends just before each, so all its stages see the limit from before. The next
 *       step starts just after, from y alone: the carry is discarded. The time between, two neighbouring numbers, is skipped. They are
 *       float64 numbers, or float32 numbers for states of that type, since fields may round the time to it. Where float32 numbers lie apart
 *       by more than roundings of the length of the solve, they are float64 numbers again. Stages that look beyond the end of such a step
 *       (Kværnø 4 and 5) are held there. Where that costs accuracy, the steps before it are shortened so that they need not look.
 *   <li>{@link #storeRejectedSteps}: the end of a rejected step becomes the end of a later one. Noise whose values there are known already
 *       keeps its law by this.
 * </ul>
 *
 * <p>Under noise that is neither additive nor declared to commute, ends of rejected steps are revisited whatever the controller: a solve that
 * has heard the noise somewhere, and then goes by, chooses among paths. {@link #allowSkipping} turns that off.
 *
 * <p>Times may come in any order and lie anywhere; those outside the solve do nothing. Works in both directions of time. A jump at t0 or t1
 * needs no cut: the first step sees the limit from after it, the last one that from before. A step that was cut does not shrink the steps
 * after it.
 *
 * <p>Steps of given sizes may have jumps too: {@link ConstantStepSize#jumpTs}, {@link StepTo#jumpTs}.
 */
public final class ClipStepSizeController implements StepSizeController {
    private final StepSizeController controller;
    private final double[] stepTs;
    private final double[] jumpTs;
    /** 0 to let steps go by; empty where nothing was said. */
    private final OptionalInt storeRejectedSteps;

    private ClipStepSizeController(
            StepSizeController controller, double[] stepTs, double[] jumpTs, OptionalInt storeRejectedSteps) {
        this.controller = controller;
        this.stepTs = stepTs;
        this.jumpTs = jumpTs;
        this.storeRejectedSteps = storeRejectedSteps;
    }

    /**
     * A wrapper that cuts nothing yet.
     *
     * @throws IllegalArgumentException if the controller does not adapt
     */
    public ClipStepSizeController(StepSizeController controller) {
        this(controller, new double[0], new double[0], OptionalInt.empty());
        Objects.requireNonNull(controller, "ClipStepSizeController needs an adaptive controller, got null");
        if (controller.errorScale().isEmpty()) {
            throw new IllegalArgumentException(
                    "ClipStepSizeController needs an adaptive controller to cut the steps of, got " + controller
                            + "; wrap a PIDController, or put the times into a StepTo");
        }
    }

    /** The controller itself, or a wrapper of it that cuts nothing yet; steps of given sizes are cut where a solve asks for it. */
    public static ClipStepSizeController around(StepSizeController controller) {
        return controller instanceof ClipStepSizeController clip
                ? clip
                : new ClipStepSizeController(controller, new double[0], new double[0], OptionalInt.empty());
    }

    /** Steps of given sizes, cut at the jumps only. */
    static ClipStepSizeController ofFixed(StepSizeController fixed, double... jumps) {
        return new ClipStepSizeController(fixed, new double[0], sorted("jumpTs", jumps), OptionalInt.empty());
    }

    /** Cuts steps at these times too, in the unit of t. */
    public ClipStepSizeController stepTs(double... times) {
        return new ClipStepSizeController(controller, sorted("stepTs", times), jumpTs, storeRejectedSteps);
    }

    /** Cuts steps at these times too, at which the field jumps, in the unit of t. */
    public ClipStepSizeController jumpTs(double... times) {
        return new ClipStepSizeController(controller, stepTs, sorted("jumpTs", times), storeRejectedSteps);
    }

    /**
     * Stores up to {@code most} rejections in a row. The solve fails where there are more.
     *
     * @throws IllegalArgumentException if {@code most} is below 1
     */
    public ClipStepSizeController storeRejectedSteps(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "storeRejectedSteps must be at least 1, got " + most + "; leave it out to store none");
        }
        return new ClipStepSizeController(controller, stepTs, jumpTs, OptionalInt.of(most));
    }

    /** Forgets the ends of rejected steps, under noise too: cheaper, and in general off from the solution however small the tolerances are. */
    public ClipStepSizeController allowSkipping() {
        return new ClipStepSizeController(controller, stepTs, jumpTs, OptionalInt.of(0));
    }

    /** Stores rejections as {@link #storeRejectedSteps}, unless it was said how many are stored, or {@link #allowSkipping}. */
    public ClipStepSizeController revisiting(int most) {
        return saysWhatIsStored() ? this : storeRejectedSteps(most);
    }

    private boolean saysWhatIsStored() {
        return storeRejectedSteps.isPresent()
                || controller instanceof ClipStepSizeController inside && inside.saysWhatIsStored();
    }

    private static double[] sorted(String name, double... times) {
        Objects.requireNonNull(times, () -> name + " need times, got null; leave them out for none");
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        for (double time : sorted) {
            if (!Double.isFinite(time)) {
                throw new IllegalArgumentException(name + " must be finite, got " + time);
            }
        }
        return sorted;
    }

    @Override
    public OptionalDouble steps(double length, OptionalDouble dt0) {
        return controller.steps(length, dt0);
    }

    @Override
    public double shortestStep(OptionalDouble dt0) {
        return controller.shortestStep(dt0);
    }

    @Override
    public double longestStep() {
        return controller.longestStep();
    }

    @Override
    public double[] jumps() {
        return DoubleStream.concat(Arrays.stream(jumpTs), Arrays.stream(controller.jumps()))
                .toArray();
    }

    /** The same cuts of the steps between. */
    @Override
    public StepSizeController between(double from, double to) {
        return new ClipStepSizeController(controller.between(from, to), stepTs, jumpTs, storeRejectedSteps);
    }

    @Override
    public Optional<ErrorScale> errorScale() {
        return controller.errorScale();
    }

    @Override
    public OptionalDouble errorOrder() {
        return controller.errorOrder();
    }

    @Override
    public StepSizes begin(Span span) {
        RejectedEnds none = new RejectedEnds(storeRejectedSteps.orElse(0), span.stops());
        return clipped(span, controller.begin(span), span.t0(), Double.POSITIVE_INFINITY, none);
    }

    @Override
    public StepSizes resume(Span span, double[] state) {
        int own = ClippedStepSizes.OWN_NUMBERS;
        int waiting = state.length < own ? 0 : (int) state[own - 1];
        ControllerState.requireCount(
                this, Math.max(state.length, own + waiting), state); // the rest is the wrapped controller's
        RejectedEnds rejected = new RejectedEnds(storeRejectedSteps.orElse(0), span.stops());
        for (int i = 0; i < waiting; i++) {
            rejected.push(state[own + i]);
        }
        double[] chosen = Arrays.copyOfRange(state, own + waiting, state.length);
        return clipped(span, controller.resume(span, chosen), state[0], state[1], rejected);
    }

    private StepSizes clipped(Span span, StepSizes chosen, double start, double longestHeld, RejectedEnds rejected) {
        Jumps jumps = new Jumps(mirrored(jumpTs, span), span);
        HeldSteps held = errorScale().isPresent() ? new HeldSteps(span.reach(), longestHeld) : HeldSteps.fixed();
        FixedEnds ends = FixedEnds.of(mirrored(stepTs, span), span, errorScale().isPresent());
        return new ClippedStepSizes(chosen, span.t0(), start, ends, jumps, held, rejected);
    }

    private static double[] mirrored(double[] times, Span span) {
        return Arrays.stream(times).map(t -> span.direction() * t).sorted().toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClipStepSizeController clip
                && controller.equals(clip.controller)
                && Arrays.equals(stepTs, clip.stepTs)
                && Arrays.equals(jumpTs, clip.jumpTs)
                && storeRejectedSteps.equals(clip.storeRejectedSteps);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(
                new Object[] {controller, Arrays.hashCode(stepTs), Arrays.hashCode(jumpTs), storeRejectedSteps});
    }

    @Override
    public String toString() {
        return "ClipStepSizeController[" + controller + ", " + stepTs.length + " stepTs, " + jumpTs.length + " jumpTs"
                + stored() + "]";
    }

    private String stored() {
        return storeRejectedSteps.isEmpty()
                ? ""
                : storeRejectedSteps.getAsInt() == 0 ? ", may skip" : ", stores " + storeRejectedSteps.getAsInt();
    }
}
