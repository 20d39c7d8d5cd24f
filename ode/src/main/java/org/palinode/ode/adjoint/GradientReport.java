package org.palinode.ode.adjoint;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Counts and costs of a gradient.
 *
 * @param adjoint name of the adjoint that computed it
 * @param steps steps that were pulled back
 * @param recomputedSteps steps recomputed forward because their start was not kept
 * @param evaluations of the field in the sweep; without the iterations of implicit steps that a pull-back solves again itself
 * @param pullBacks through the field
 * @param bytes bytes held at the peak of the sweep: arenas, kept and recomputed states, saved values
 * @param pairsStored stored pairs of a reversible solve, the start included
 * @param segmentsRedone segments that were recomputed forward, because their reconstruction missed its stored value or pairs inside were
 *     dropped
 * @param worstMismatch the largest relative difference between a stored and a reconstructed value; for Backsolve, of y0
 * @param residualSteps steps that were pulled back from residuals, without an evaluation of the field
 * @param storedSteps steps of a reversible solve that were stored, because reversing them would lose the base solver's solution or its
 *     derivative
 * @param largestGap the largest gap |y − z| from which a step of a reversible solve continued, relative to the largest |y|
 * @param deviation an estimate of how far y of a reversible solve is from the base solver's: the largest gaps of its segments, added up,
 *     relative to the largest |y|; to be compared with the tolerance
 * @param unmeasured components of a reconstructed state that never exceed 64 ulp of the largest, and so are taken for its rounding
 * @param stiffness the largest |h| ρ(∂f/∂y) of its steps, computed when asked for; empty for adjoints that do not differentiate the steps
 * @param missed what a solver that reverses its steps up to an accepted mismatch missed, where that was too much and steps were recomputed for
 *     it, with the setting that would accept it; empty otherwise
 * @param coupling of the reversible wrapper whose steps were pulled back; empty for other solvers
 */
public record GradientReport(
        String adjoint,
        int steps,
        long recomputedSteps,
        long evaluations,
        long pullBacks,
        long bytes,
        int pairsStored,
        int segmentsRedone,
        double worstMismatch,
        int residualSteps,
        int storedSteps,
        double largestGap,
        double deviation,
        int unmeasured,
        Optional<StepStiffness> stiffness,
        Optional<String> missed,
        OptionalDouble coupling) {
    /**
     * Notes on what the numbers do not say. A reversible solve could not reverse all of its steps, or missed its start by more than is accepted and was recomputed. Or steps are beyond the stability of an
     * explicit solver, so that the gradient may be theirs and not that of the solution. Or the solver carries a second value of y that left y. Recomputes the steps when it is first called.
     */
    public List<String> notes() {
        return Stream.of(storing(), measuring(), missed, stiffness.flatMap(StepStiffness::warning))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The numbers that are not 0, and what is known of the stiffness, which recomputes the steps. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("GradientReport[" + adjoint + ", " + steps + " steps, " + recomputedSteps
                + " recomputed, " + evaluations + " evaluations, " + pullBacks + " pull-backs, " + bytes + " bytes");
        add(text, residualSteps, " steps from residuals");
        add(text, pairsStored, " pairs stored");
        add(text, segmentsRedone, " segments redone");
        add(text, storedSteps, " steps stored");
        add(text, worstMismatch, " the worst mismatch");
        add(text, largestGap, " the largest gap");
        add(text, deviation, " the deviation");
        coupling.ifPresent(used -> add(text, used, " the coupling"));
        stiffness.ifPresent(found -> text.append(", stiffness ").append(found));
        return text.append("]").toString();
    }

    private static void add(StringBuilder text, Number number, String what) {
        if (number.doubleValue() != 0) {
            text.append(", ").append(number).append(what);
        }
    }

    private Optional<String> storing() {
        return storedSteps == 0
                ? Optional.empty()
                : Optional.of(
                        storedSteps + " of " + steps
                                + " steps were stored and not reversed: they damp too strongly or are too coarse for that, lie beside"
                                + " a jump, or have no solution backward in time; memory grows with their number (docs/guide/reversible.md)");
    }

    private Optional<String> measuring() {
        return unmeasured == 0
                ? Optional.empty()
                : Optional.of("components that never exceed 64 ulp of the largest: " + unmeasured
                        + ". They are taken for its rounding, and not checked on the way; if they mean something, choose units in which"
                        + " they are larger (docs/guide/reversible.md)");
    }
}
