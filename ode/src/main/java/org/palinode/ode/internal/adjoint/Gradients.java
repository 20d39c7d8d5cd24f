package org.palinode.ode.internal.adjoint;

import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.run.SolveInputs;

/**
 * The cotangents of a solve's inputs.
 *
 * @param bars null where not wanted
 * @param report on what it took to compute them
 */
record Gradients(SolveInputs bars, GradientReport report) {}
