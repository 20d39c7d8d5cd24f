package org.palinode.ode.adjoint;

import java.util.BitSet;
import org.palinode.ode.integrate.Stepper;

/**
 * Stores a bounded number of states and takes the steps between them again. Exact. Memory O(checkpoints): while the sweep goes back, at
 * most as many states again are kept beside those of the solve.
 *
 * @param checkpoints how many states the solve keeps; 0 for the default, which recomputes no step twice up to the solve's maxSteps
 */
public record RecursiveCheckpointAdjoint(int checkpoints) implements Adjoint {
    /** The smallest c with maxSteps &lt; (c + 1)(c + 2)/2, for the default maxSteps of 4096. */
    private static final int STANDARD = forSteps(4096);

    public RecursiveCheckpointAdjoint {
        if (checkpoints < 0) {
            throw new IllegalArgumentException(
                    "checkpoints must be at least 1, or 0 for the default, got " + checkpoints);
        }
    }

    public RecursiveCheckpointAdjoint() {
        this(0);
    }

    /** The number of checkpoints with which {@code maxSteps} steps are each recomputed at most once: about √(2 maxSteps). */
    public static int forSteps(int maxSteps) {
        return (int) Math.floor(-1.5 + Math.sqrt(2.0 * maxSteps + 0.25)) + 1;
    }

    @Override
    public RecursiveCheckpointAdjoint resolved(int maxSteps) {
        return checkpoints > 0 ? this : new RecursiveCheckpointAdjoint(Math.max(1, forSteps(maxSteps)));
    }

    private int count() {
        return checkpoints > 0 ? checkpoints : STANDARD;
    }

    @Override
    public Retention retain(Stepper stepper) {
        return new KeepSome(stepper, count());
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, BitSet wanted) {
        return StoredStates.pullBack(run, cotangents, wanted, count(), "recursive");
    }
}
