package org.palinode.ode.adjoint;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.Wanted;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.Solver;

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

    /** With an estimated coupling, that of a solve in which nothing is damped. */
    @Override
    public Solver solver(Solver chosen) {
        return solver(chosen, Optional.empty(), () -> 0);
    }

    @Override
    public Solver solver(Solver chosen, Optional<Solver> before, DoubleSupplier damping) {
        if (chosen instanceof ReversibleSolver) {
            return chosen;
        }
        OptionalDouble known = before.stream()
                .filter(Reversible.class::isInstance)
                .mapToDouble(solver -> ((Reversible) solver).coupling())
                .findAny();
        return new Reversible(chosen, coupling.of(known, damping), resync);
    }

    private int mostPairs(StepPrograms programs) {
        long pair = programs.block(1 + programs.states()).bytes();
        return (int) Math.max(2, Math.min(Integer.MAX_VALUE, pairBytes / Math.max(1, pair)));
    }

    @Override
    public Retention retain(CompiledStepper stepper, GradientWish wish) {
        return new KeepPairs(stepper, mostPairs(stepper.programs()));
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, Wanted wanted) {
        if (!(run.programs().solver() instanceof ReversibleSolver)) {
            throw new UnsupportedOperationException("ReversibleAdjoint cannot take back the steps of "
                    + run.programs().solver()
                    + ": the graph was recorded with the plain solver; record it under ReversibleAdjoint, or with the solver in a"
                    + " Reversible(...), and exchange adjoints then");
        }
        return new ReversibleSweep(run, cotangents, wanted, mostPairs(run.programs())).pullBack();
    }
}
