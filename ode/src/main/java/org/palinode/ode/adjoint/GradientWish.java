package org.palinode.ode.adjoint;

import java.util.BitSet;

/**
 * Which cotangents may be asked of a solve that runs under a tape.
 *
 * @param parameters those that the tape follows
 * @param dense whether values inside of steps are read, and may have cotangents
 */
public record GradientWish(BitSet parameters, boolean dense) {}
