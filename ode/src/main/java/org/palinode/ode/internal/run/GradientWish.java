package org.palinode.ode.internal.run;

import org.palinode.ode.internal.step.WantedCotangents;

/**
 * Wish for cotangents of a solve that runs under a tape.
 *
 * @param wanted what the tape follows
 * @param dense whether values inside of steps are read, and may have cotangents
 * @param maxSteps the most attempts of the solve
 */
public record GradientWish(WantedCotangents wanted, boolean dense, int maxSteps) {}
