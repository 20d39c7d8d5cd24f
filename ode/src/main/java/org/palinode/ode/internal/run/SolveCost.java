package org.palinode.ode.internal.run;

/**
 * Cost of a solve.
 *
 * @param evaluations of the field, under noise of the drift
 * @param diffusions evaluations of the diffusion
 * @param jacobians of the field that were evaluated
 * @param bytes held at the peak: arenas, kept states, saved values
 */
public record SolveCost(long evaluations, long diffusions, long jacobians, long bytes) {}
