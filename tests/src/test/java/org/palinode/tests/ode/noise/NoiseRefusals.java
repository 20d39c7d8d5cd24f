package org.palinode.tests.ode.noise;

import java.util.Optional;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.Calculus;
import org.palinode.ode.solver.StrongOrders;
import org.palinode.tests.ode.noise.NoisyCombination.Happens;
import org.palinode.tests.ode.noise.NoisyCombination.Saving;
import org.palinode.tests.ode.noise.NoisyCombination.Stepping;
import org.palinode.tests.ode.noise.RandomNoise.Source;

/** What of a combination is refused, in the order in which it is looked at. */
record NoiseRefusals(NoisyCombination drawn) {
    record Refusal(Class<? extends Exception> type, String text) {}

    /** The refusal that must come; empty if the combination must work. */
    static Optional<Refusal> of(NoisyCombination drawn) {
        NoiseRefusals refusals = new NoiseRefusals(drawn);
        return refusals.ofOptions().or(refusals::ofSolver).or(refusals::ofPaths).or(refusals::ofAdjoint);
    }

    private static Optional<Refusal> iae(String text) {
        return Optional.of(new Refusal(IllegalArgumentException.class, text));
    }

    private static Optional<Refusal> uoe(String text) {
        return Optional.of(new Refusal(UnsupportedOperationException.class, text));
    }

    private Optional<Refusal> ofOptions() {
        boolean backsolve = drawn.adjoint instanceof BacksolveAdjoint;
        if (backsolve && drawn.happens != Happens.NOTHING) {
            return uoe("BacksolveAdjoint cannot differentiate events");
        }
        if (drawn.adjoint instanceof ImplicitAdjoint && drawn.saving != Saving.T1) {
            return iae("ImplicitAdjoint differentiates the end value of a solve and nothing else");
        }
        if (backsolve && drawn.saving == Saving.DENSE) {
            return uoe("BacksolveAdjoint cannot differentiate dense output");
        }
        if (drawn.adapts() && !drawn.solver.estimatesError()) {
            return iae("needs an error estimate");
        }
        return Optional.empty();
    }

    private NoiseKind kind() {
        if (drawn.noises.stream().allMatch(noise -> noise.form().kind == NoiseKind.ADDITIVE)) {
            return NoiseKind.ADDITIVE;
        }
        return drawn.noises.size() == 1 ? drawn.noises.get(0).form().kind : NoiseKind.GENERAL;
    }

    private boolean isIto() {
        return drawn.solver.strongOrders().map(StrongOrders::calculus).orElse(null) == Calculus.ITO
                && kind() != NoiseKind.ADDITIVE;
    }

    private Optional<Refusal> ofSolver() {
        if (drawn.solver.splitsField() && drawn.isControlled) {
            return uoe("does not step over the increments of a control");
        }
        if (drawn.noises.isEmpty()) {
            return drawn.solver.partsNoise()
                    ? iae("is for equations with noise, and the term has none")
                    : Optional.empty();
        }
        if (drawn.solver.strongOrders().isEmpty()) {
            return uoe("is not for equations with noise");
        }
        if (drawn.solver.strongOrders().get().of(kind()) == 0) {
            return uoe("is for additive noise alone");
        }
        if (drawn.goesBack() && drawn.solver.stepsForwardOnly() && kind() != NoiseKind.ADDITIVE) {
            return uoe("steps forward in time only where the diffusion depends on y");
        }
        LevyArea needed = drawn.solver.levyArea();
        if (drawn.noises.stream().anyMatch(noise -> noise.level().compareTo(needed) < 0)) {
            return iae("needs increments of the level " + needed);
        }
        boolean isPlain = !drawn.solver.partsNoise() && needed == LevyArea.NONE;
        return drawn.adapts() && isIto() && isPlain
                ? iae("with steps that are found by their errors need not converge to Itô's solution")
                : Optional.empty();
    }

    private Optional<Refusal> ofPaths() {
        boolean finds = drawn.adapts() || drawn.happens == Happens.SEARCHED;
        for (RandomNoise noise : drawn.noises) {
            if (noise.isKnownAtStepsAlone() && finds) {
                return iae("know the intervals of steps that follow from times alone");
            }
            boolean isBounded = drawn.stepping != Stepping.UNBOUNDED && noise.source() != Source.COARSE_TREE;
            if (!noise.isKnownAtStepsAlone() && !isBounded) {
                return iae("must not exceed the shortest step");
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> ofAdjoint() {
        if (drawn.noises.isEmpty() && drawn.happens != Happens.SEARCHED) {
            return drawn.adjoint instanceof ImplicitAdjoint
                    ? Optional.of(new Refusal(GradientException.class, "ImplicitAdjoint differentiates a steady state"))
                    : Optional.empty();
        }
        if (drawn.adjoint instanceof ImplicitAdjoint && !drawn.noises.isEmpty()) {
            return uoe("ImplicitAdjoint differentiates a steady state, which an equation with noise does not have");
        }
        if (drawn.adjoint instanceof ReversibleAdjoint && isIto()) {
            return uoe("ReversibleAdjoint cannot reverse");
        }
        if (drawn.adjoint instanceof BacksolveAdjoint && drawn.solver.partsNoise()) {
            return uoe("BacksolveAdjoint solves its equations by methods that treat drift and noise alike");
        }
        if (drawn.adjoint instanceof BacksolveAdjoint && isIto()) {
            return uoe("BacksolveAdjoint solves back in Stratonovich's calculus");
        }
        if (drawn.adjoint instanceof BacksolveAdjoint
                && drawn.noises.stream().anyMatch(RandomNoise::isKnownAtStepsAlone)) {
            return uoe("BacksolveAdjoint takes steps of its own on the way back, which this path does not serve");
        }
        return drawn.happens == Happens.SEARCHED
                ? Optional.of(new Refusal(GradientException.class, "an event that is searched for has no derivative"))
                : Optional.empty();
    }
}
