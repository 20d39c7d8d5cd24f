package org.palinode.ode.adjoint;

import java.util.Objects;

/**
 * Adjoint that stores a bounded number of states and recomputes the steps between them. Exact. Memory O(checkpoints): the sweep keeps at
 * most as many states again beside those of the solve, and {@code residualBytes}.
 *
 * <p>Steps that are recomputed just before they are pulled back leave residuals (stages, activations), so that the pull-back does not
 * evaluate the field once more.
 *
 * @param budget the number of states that the solve keeps
 * @param residualBytes the most bytes of residuals at a time, outside the Java heap, but those of one step in any case; 0 to keep none
 */
public record RecursiveCheckpointAdjoint(CheckpointBudget budget, long residualBytes) implements Adjoint {
    /** About what a core has to itself in its caches. */
    private static final long STANDARD_BYTES = 1L << 20;
    /** Residuals come in pieces of this size. */
    private static final long PIECE = 1L << 18;

    /** @throws IllegalArgumentException if {@code residualBytes} is negative */
    public RecursiveCheckpointAdjoint {
        Objects.requireNonNull(
                budget, "RecursiveCheckpointAdjoint needs a budget; CheckpointBudget.forMaxSteps() is the standard");
        if (residualBytes < 0) {
            throw new IllegalArgumentException(
                    "residualBytes must be at least 0, got " + residualBytes + "; 0 stores states only");
        }
    }

    /** An adjoint with up to 1 MiB of residuals. */
    public RecursiveCheckpointAdjoint(CheckpointBudget budget) {
        this(budget, STANDARD_BYTES);
    }

    /**
     * An adjoint with a given number of states.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public RecursiveCheckpointAdjoint(int checkpoints) {
        this(CheckpointBudget.states(checkpoints));
    }

    /** An adjoint with the least number of states that recompute no step twice in a solve of maxSteps steps. */
    public RecursiveCheckpointAdjoint() {
        this(CheckpointBudget.forMaxSteps());
    }

    /**
     * An adjoint with as many checkpoints as fit into {@code bytes}, at least one. The sweep needs as much again. Residuals take as much at
     * most, no more than 1 MiB, and nothing where {@code bytes} is below 256 KiB.
     */
    public static RecursiveCheckpointAdjoint withinBytes(long bytes) {
        return new RecursiveCheckpointAdjoint(
                CheckpointBudget.bytes(bytes), Math.min(STANDARD_BYTES, bytes / PIECE * PIECE));
    }

    /** The same adjoint with another budget of residuals, in bytes. */
    public RecursiveCheckpointAdjoint withResidualBytes(long most) {
        return new RecursiveCheckpointAdjoint(budget, most);
    }

    /**
     * The least number c of checkpoints with which {@code maxSteps} steps are each recomputed at most once, c (c + 1)/2 ≥ maxSteps: about √(2
     * maxSteps).
     */
    public static int forSteps(int maxSteps) {
        return (int) Math.ceil((Math.sqrt(8.0 * maxSteps + 1) - 1) / 2);
    }

    /** The number of states, and the budget of residuals if it is not the standard one. */
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
