package org.palinode.ode;

import java.util.Map;
import org.palinode.ode.outcome.RejectionCause;

/**
 * Counts and costs of a solve.
 *
 * @param steps attempted steps
 * @param accepted steps that were kept
 * @param rejected steps that were not
 * @param rejections their number by cause
 * @param evaluations of the vector field, under noise of the drift f; with those that choose the first step, without those that choose an estimated coupling
 * @param diffusions evaluations of the diffusion g, one for each time and state at which a step takes products with it; 0 without noise
 * @param jacobians of the vector field that were evaluated
 * @param bytes bytes held at the peak: arenas, states kept for the gradient, saved values
 * @param resyncs of a reversible solve: how often its copy was set back
 * @param stored steps of a reversible solve that are stored, since reversing them would lose the solution
 * @param largestGap the largest gap |y − z| from which a step of a reversible solve continued, relative to the largest |y|; 0 for others
 * @param deviation an estimate of how far y of a reversible solve is from the base solver's, relative to the largest |y|; 0 for others
 */
public record Statistics(
        int steps,
        int accepted,
        int rejected,
        Map<RejectionCause, Integer> rejections,
        long evaluations,
        long diffusions,
        long jacobians,
        long bytes,
        int resyncs,
        int stored,
        double largestGap,
        double deviation) {}
