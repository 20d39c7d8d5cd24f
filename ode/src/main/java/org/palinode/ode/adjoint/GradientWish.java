package org.palinode.ode.adjoint;

import org.palinode.ode.integrate.Wanted;

/**
 * Which cotangents may be asked of a solve that runs under a tape.
 *
 * @param wanted what the tape follows
 * @param dense whether values inside of steps are read, and may have cotangents
 * @param maxSteps the most attempts of the solve
 */
public record GradientWish(Wanted wanted, boolean dense, int maxSteps) {}
