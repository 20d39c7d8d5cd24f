package org.palinode.ode.adjoint;

import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.Wanted;

/**
 * Stores a bounded number of states and takes the steps between them again. Exact. Memory O(checkpoints): while the sweep goes back, at
 * most as many states again are kept beside those of the solve, and {@code residualBytes}.
 *
 * <p>Steps that are taken again just before they are pulled back leave what the pull-back needs (stages, activations), so that it
 * does not evaluate the field once more.
 *
 * @param checkpoints how many states the solve keeps; 0 for the default, which recomputes no step twice up to the solve's maxSteps
 * @param bytes how many bytes the kept states may take instead, the state being y and what the solver hands on; 0 where they are counted
 * @param residualBytes the most bytes of residuals at a time, outside the Java heap, but those of one step in any case; 0 to keep none
 */
public record RecursiveCheckpointAdjoint(int checkpoints, long bytes, long residualBytes) implements Adjoint {
    /** About what a core has to itself in its caches. */
    private static final long STANDARD_BYTES = 1L << 20;

    /** The smallest c with maxSteps &lt; (c + 1)(c + 2)/2, for the default maxSteps of 4096. */
    private static final int STANDARD = forSteps(4096);

    public RecursiveCheckpointAdjoint {
        if (checkpoints < 0) {
            throw new IllegalArgumentException(
                    "checkpoints must be at least 1, or 0 for the default, got " + checkpoints);
        }
        if (bytes < 0 || bytes > 0 && checkpoints > 0) {
            throw new IllegalArgumentException("give a number of checkpoints or a number of bytes, got " + checkpoints
                    + " checkpoints and " + bytes + " bytes");
        }
        if (residualBytes < 0) {
            throw new IllegalArgumentException(
                    "residualBytes must be at least 0, got " + residualBytes + "; 0 stores states only");
        }
    }

    /** The same with another budget of residuals. */
    public RecursiveCheckpointAdjoint withResidualBytes(long most) {
        return new RecursiveCheckpointAdjoint(checkpoints, bytes, most);
    }

    /** With up to 1 MiB of residuals. */
    public RecursiveCheckpointAdjoint(int checkpoints, long bytes) {
        this(checkpoints, bytes, STANDARD_BYTES);
    }

    public RecursiveCheckpointAdjoint(int checkpoints) {
        this(checkpoints, 0);
    }

    public RecursiveCheckpointAdjoint() {
        this(0);
    }

    /** As many checkpoints as fit into {@code bytes}, at least one; the sweep back takes as much again. */
    public static RecursiveCheckpointAdjoint withinBytes(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a budget for checkpoints must be positive, got " + bytes + " bytes");
        }
        return new RecursiveCheckpointAdjoint(0, bytes);
    }

    /** The number of checkpoints with which {@code maxSteps} steps are each recomputed at most once: about √(2 maxSteps). */
    public static int forSteps(int maxSteps) {
        return (int) Math.floor(-1.5 + Math.sqrt(2.0 * maxSteps + 0.25)) + 1;
    }

    @Override
    public RecursiveCheckpointAdjoint resolved(int maxSteps) {
        return checkpoints > 0 || bytes > 0
                ? this
                : new RecursiveCheckpointAdjoint(Math.max(1, forSteps(maxSteps)), 0, residualBytes);
    }

    private int count(StepPrograms programs) {
        if (bytes > 0) {
            long state = programs.block(1 + programs.states()).bytes();
            return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / state));
        }
        return checkpoints > 0 ? checkpoints : STANDARD;
    }

    @Override
    public Retention retain(CompiledStepper stepper, GradientWish wish) {
        return new KeepSome(stepper, count(stepper.programs()));
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, Wanted wanted) {
        return StoredStates.pullBack(
                run,
                cotangents,
                wanted,
                count(run.programs()),
                stepper -> HeldResiduals.ofStepsTakenAgain(run, stepper, wanted, residualBytes),
                "recursive");
    }
}
