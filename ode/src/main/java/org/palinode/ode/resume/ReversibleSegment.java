package org.palinode.ode.resume;

import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The segment of a reversible solve since its copy was last set back. The next decision depends on it.
 *
 * @param gaps so far
 * @param isOver true if the copy is to be set back before the next step
 * @param stretch of steps to be stored
 * @param findings of the probe
 * @param largest the largest |y| so far and of late, by component [2 n]; empty at the start of a solve
 */
public record ReversibleSegment(
        GapCourse gaps, boolean isOver, StoredStretch stretch, ProbeFindings findings, Optional<Tensor> largest) {
    /** The segment of a solve that begins, or keeps no copy. */
    public static final ReversibleSegment NEW = beginning(ProbeFindings.NONE, Optional.empty());

    private static ReversibleSegment beginning(ProbeFindings findings, Optional<Tensor> largest) {
        return new ReversibleSegment(GapCourse.NONE, false, StoredStretch.NONE, findings, largest);
    }

    /** A new segment, because the field jumps. */
    public ReversibleSegment restarted() {
        return beginning(findings, largest);
    }
}
