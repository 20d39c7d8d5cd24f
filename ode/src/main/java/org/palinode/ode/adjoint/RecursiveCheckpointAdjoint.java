package org.palinode.ode.adjoint;

import java.util.BitSet;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.Stepper;

/**
 * Stores a bounded number of states and takes the steps between them again. Exact. Memory O(checkpoints): while the sweep goes back, at
 * most as many states again are kept beside those of the solve.
 *
 * @param checkpoints how many states the solve keeps; 0 for the default, which recomputes no step twice up to the solve's maxSteps
 * @param bytes how many bytes the kept states may take instead, the state being y and what the solver hands on; 0 where they are counted
 */
public record RecursiveCheckpointAdjoint(int checkpoints, long bytes) implements Adjoint {
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
        return checkpoints > 0 || bytes > 0 ? this : new RecursiveCheckpointAdjoint(Math.max(1, forSteps(maxSteps)));
    }

    private int count(StepPrograms programs) {
        if (bytes > 0) {
            long state = programs.block(1 + programs.states()).bytes();
            return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / state));
        }
        return checkpoints > 0 ? checkpoints : STANDARD;
    }

    @Override
    public Retention retain(Stepper stepper) {
        return new KeepSome(stepper, count(stepper.programs()));
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, BitSet wanted) {
        return StoredStates.pullBack(run, cotangents, wanted, count(run.programs()), "recursive");
    }
}
