package org.palinode.ode.internal.run;

import java.util.Optional;
import org.palinode.ode.internal.step.StateScale;

/**
 * Scale of a solve whose start may be brought back.
 *
 * @param largestGap the largest relative gap |y − z| of a reversible solve; else 0
 * @param deviation how far y of a reversible solve may have come from the base solver's, relative to the largest |y|; else 0
 * @param scale the largest |y|
 */
public record ReturnScale(double largestGap, double deviation, Optional<StateScale> scale) {}
