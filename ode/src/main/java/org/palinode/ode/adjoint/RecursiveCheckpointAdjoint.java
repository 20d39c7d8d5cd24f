package org.palinode.ode.adjoint;

import java.util.Objects;

/**
 * Stores a bounded number of states and takes the steps between them again. Exact. Memory O(checkpoints): while the sweep goes back, at
 * most as many states again are kept beside those of the solve, and {@code residualBytes}.
 *
 * <p>Steps that are taken again just before they are pulled back leave what the pull-back needs (stages, activations), so that it
 * does not evaluate the field once more.
 *
 * @param budget how many states the solve keeps
 * @param residualBytes the most bytes of residuals at a time, outside the Java heap, but those of one step in any case; 0 to keep none
 */
public record RecursiveCheckpointAdjoint(CheckpointBudget budget, long residualBytes) implements Adjoint {
    /** About what a core has to itself in its caches. */
    private static final long STANDARD_BYTES = 1L << 20;

    public RecursiveCheckpointAdjoint {
        Objects.requireNonNull(
                budget, "RecursiveCheckpointAdjoint needs a budget; CheckpointBudget.forMaxSteps() is the standard");
        if (residualBytes < 0) {
            throw new IllegalArgumentException(
                    "residualBytes must be at least 0, got " + residualBytes + "; 0 stores states only");
        }
    }

    /** With up to 1 MiB of residuals. */
    public RecursiveCheckpointAdjoint(CheckpointBudget budget) {
        this(budget, STANDARD_BYTES);
    }

    /** With so many states, at least 1. */
    public RecursiveCheckpointAdjoint(int checkpoints) {
        this(CheckpointBudget.states(checkpoints));
    }

    /** With as many states as recompute no step twice up to the solve's maxSteps. */
    public RecursiveCheckpointAdjoint() {
        this(CheckpointBudget.forMaxSteps());
    }

    /** As many checkpoints as fit into {@code bytes}, at least one; the sweep back takes as much again. */
    public static RecursiveCheckpointAdjoint withinBytes(long bytes) {
        return new RecursiveCheckpointAdjoint(CheckpointBudget.bytes(bytes));
    }

    /** The same with another budget of residuals. */
    public RecursiveCheckpointAdjoint withResidualBytes(long most) {
        return new RecursiveCheckpointAdjoint(budget, most);
    }

    /** The number of checkpoints with which {@code maxSteps} steps are each recomputed at most once: about √(2 maxSteps). */
    public static int forSteps(int maxSteps) {
        return (int) Math.floor(-1.5 + Math.sqrt(2.0 * maxSteps + 0.25)) + 1;
    }

    /** How many states, and what else differs from the standard. */
    @Override
    public String toString() {
        String residuals = residualBytes == STANDARD_BYTES ? "" : ", residualBytes=" + residualBytes;
        return "RecursiveCheckpointAdjoint[" + budget + residuals + "]";
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.recursiveCheckpoint(this);
    }
}
