package org.palinode.ode.adjoint;

import java.util.Objects;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;

/**
 * Takes the solver's own steps back: constant memory, exact but for rounding, which is checked. Any one-step solver is wrapped in
 * {@link Reversible} behind the scenes, so the solution is that of the wrapped solver, of the same order; a {@link ReversibleSolver}, the
 * wrapper among them, is used as it is. The wrapper costs two base steps forward; two base steps and two pull-backs of them going back.
 *
 * @param coupling of the wrapper
 * @param resync when the wrapper stores a pair and sets its copy back
 * @param pairBytes the most bytes of stored pairs of one solve; where there are more resyncs, pairs are dropped evenly, and what lies between
 *     those that are left is computed again forward, with checkpoints
 */
public record ReversibleAdjoint(Coupling coupling, Resync resync, long pairBytes) implements Adjoint {
    private static final long STANDARD_BYTES = 256L << 20;

    public ReversibleAdjoint {
        if (pairBytes < 0) {
            throw new IllegalArgumentException("pairBytes must be at least 0, got " + pairBytes
                    + "; 0 stores the start and the end of a solve alone");
        }
        Objects.requireNonNull(coupling, "ReversibleAdjoint needs a coupling; Coupling.fixed(0.999) is the standard");
        Objects.requireNonNull(
                resync, "ReversibleAdjoint needs a rule of resyncs; Resync.OFF is the scheme as published");
    }

    /** With a coupling in (0, 1). */
    public ReversibleAdjoint(double coupling, Resync resync, long pairBytes) {
        this(Coupling.fixed(coupling), resync, pairBytes);
    }

    /** With a coupling that each solve chooses, and standards else: {@link Coupling#estimated}. */
    public static ReversibleAdjoint estimated() {
        return new ReversibleAdjoint(Coupling.estimated(), Resync.STANDARD, STANDARD_BYTES);
    }

    /** With up to 256 MiB of pairs. */
    public ReversibleAdjoint(double coupling, Resync resync) {
        this(coupling, resync, STANDARD_BYTES);
    }

    public ReversibleAdjoint(double coupling) {
        this(coupling, Resync.STANDARD);
    }

    public ReversibleAdjoint() {
        this(Reversible.COUPLING);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.reversible(this);
    }
}
