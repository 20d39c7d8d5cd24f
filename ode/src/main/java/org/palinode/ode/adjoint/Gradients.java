package org.palinode.ode.adjoint;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The cotangents of a solve's inputs.
 *
 * @param y0 of the flat initial state [n]
 * @param parameters of the parameters; null where not wanted
 */
public record Gradients(Tensor y0, List<Tensor> parameters, GradientReport report) {}
