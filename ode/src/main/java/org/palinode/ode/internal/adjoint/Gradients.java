package org.palinode.ode.internal.adjoint;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.GradientReport;

/**
 * The cotangents of a solve's inputs.
 *
 * @param start of the flat initial state [n], or of all that a solve goes on from [(1 + states) n]
 * @param parameters of the parameters; null where not wanted
 * @param times of t0, t1 and ts; empty if they were not wanted
 */
public record Gradients(Tensor start, List<Tensor> parameters, List<Tensor> times, GradientReport report) {}
