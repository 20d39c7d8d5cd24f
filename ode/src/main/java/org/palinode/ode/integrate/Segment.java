package org.palinode.ode.integrate;

import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * How far a reversible solve is in its segment, since its copy was last set back: what the next decision depends on.
 *
 * @param steps taken in it
 * @param firstGap the gap |y − z| after its first step, in multiples of what never ends a segment
 * @param firstRelative the same relative to the largest |y|
 * @param lastGap the gap after its last step, likewise
 * @param growth how many times as large as after its first step a gap can be by now
 * @param isOver whether the copy is to be set back before the next step
 * @param stored how many of the next steps are to be stored
 * @param stretch how many are to be stored after the next segment that is too short
 * @param findings of the probe
 * @param largest the largest |y| so far and of late, by component [2 n]; empty at the start of a solve
 */
public record Segment(
        int steps,
        double firstGap,
        double firstRelative,
        double lastGap,
        double growth,
        boolean isOver,
        int stored,
        int stretch,
        ProbeFindings findings,
        Optional<Tensor> largest) {
    /** That of a solve which begins, or keeps no copy. */
    public static final Segment NEW = beginning(ProbeFindings.NONE, Optional.empty());

    private static Segment beginning(ProbeFindings findings, Optional<Tensor> largest) {
        return new Segment(0, 0, 0, 0, 1, false, 0, Resyncer.SHORTEST_STRETCH, findings, largest);
    }

    /** A new one, because the field jumps. */
    public Segment restarted() {
        return beginning(findings, largest);
    }
}
