package org.palinode.ode.resume;

import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Findings of a {@code ReversalProbe}: if, and how far, the steps of a reversible solve can be reversed.
 *
 * @param size |h| of the step that was probed last; 0 before the first
 * @param gap that a difference leaves after a step, as a part of it
 * @param missed what y misses the base solver's by after two steps, likewise
 * @param rate at which the gap that a difference leaves grows, in 1/unit of t
 * @param pause steps between probes
 * @param left steps until the next
 * @param difference that fares worst [n]; empty before the first probe
 */
public record ProbeFindings(
        double size, double gap, double missed, double rate, int pause, int left, Optional<Tensor> difference) {
    private static final int SHORTEST_PAUSE = 8;

    static final ProbeFindings NONE = new ProbeFindings(0, 0, 0, 0, SHORTEST_PAUSE, 0, Optional.empty());
}
