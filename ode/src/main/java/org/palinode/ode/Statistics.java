package org.palinode.ode;

import java.util.Map;
import org.palinode.ode.outcome.RejectionCause;

/**
 * What a solve took.
 *
 * @param steps attempted steps
 * @param accepted steps that were kept
 * @param rejected steps that were not
 * @param rejections their number by cause
 * @param evaluations of the vector field, those for a first step that was not given among them; not those that choose an estimated coupling
 * @param jacobians of the vector field that were evaluated
 * @param bytes held at the peak: arenas, states kept for the gradient, saved values
 * @param resyncs how often the copy of a reversible solve was set back
 * @param stored steps of a reversible solve that are stored in place of being taken back
 * @param largestGap the largest gap |y − z| that a step of a reversible solve went on from, relative to the largest |y|; 0 for others
 * @param deviation an estimate of how far y of a reversible solve is from the base solver's, relative to the largest |y|; 0 for others
 */
public record Statistics(
        int steps,
        int accepted,
        int rejected,
        Map<RejectionCause, Integer> rejections,
        long evaluations,
        long jacobians,
        long bytes,
        int resyncs,
        int stored,
        double largestGap,
        double deviation) {}
