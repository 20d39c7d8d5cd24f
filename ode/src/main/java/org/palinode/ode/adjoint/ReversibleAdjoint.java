package org.palinode.ode.adjoint;

import java.util.Objects;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;

/**
 * Adjoint that reverses the steps of the solver. Constant memory; exact up to rounding, which is checked. A one-step solver is wrapped in
 * {@link Reversible}, so the solution is that of the wrapped solver, of the same order. A {@link ReversibleSolver}, the wrapper among them,
 * is used as it is. The wrapper costs two base steps forward, and two base steps and two pull-backs of them backward.
 *
 * @param coupling of the wrapper
 * @param resync the rule by which the wrapper sets its copy back and stores a pair
 * @param pairBytes the most bytes of stored pairs of one solve; where there are more resyncs, pairs are dropped evenly, and the steps
 *     between the others are recomputed forward, with checkpoints
 */
public record ReversibleAdjoint(Coupling coupling, Resync resync, long pairBytes) implements Adjoint {
    private static final long STANDARD_BYTES = 256L << 20;

    /** @throws IllegalArgumentException if {@code pairBytes} is negative */
    public ReversibleAdjoint {
        if (pairBytes < 0) {
            throw new IllegalArgumentException("pairBytes must be at least 0, got " + pairBytes
                    + "; 0 stores the start and the end of a solve alone");
        }
        Objects.requireNonNull(coupling, "ReversibleAdjoint needs a coupling; Coupling.fixed(0.999) is the standard");
        Objects.requireNonNull(
                resync, "ReversibleAdjoint needs a rule of resyncs; Resync.OFF is the scheme as published");
    }

    /** An adjoint with a given coupling in (0, 1). */
    public ReversibleAdjoint(double coupling, Resync resync, long pairBytes) {
        this(Coupling.fixed(coupling), resync, pairBytes);
    }

    /** An adjoint with a coupling that each solve chooses ({@link Coupling#estimated}), and standards otherwise. */
    public static ReversibleAdjoint estimated() {
        return new ReversibleAdjoint(Coupling.estimated(), Resync.STANDARD, STANDARD_BYTES);
    }

    /** An adjoint with up to 256 MiB of pairs. */
    public ReversibleAdjoint(double coupling, Resync resync) {
        this(coupling, resync, STANDARD_BYTES);
    }

    /** An adjoint with a given coupling in (0, 1), and standards otherwise. */
    public ReversibleAdjoint(double coupling) {
        this(coupling, Resync.STANDARD);
    }

    /** An adjoint with the coupling 0.999, and standards otherwise. */
    public ReversibleAdjoint() {
        this(Reversible.COUPLING);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.reversible(this);
    }
}
