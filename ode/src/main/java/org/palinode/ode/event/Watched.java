package org.palinode.ode.event;

import java.util.Optional;
import java.util.function.Supplier;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;

/**
 * Point at which a condition is evaluated.
 *
 * @param t time, a float64 scalar whatever the state is
 * @param flat the state as a vector [n]
 * @param slope dy/dt there as a vector [n]
 * @param scale the tolerances of the controller
 */
public record Watched<Y, A>(Tensor t, Y y, A args, Tensor flat, Supplier<Tensor> slope, Optional<ErrorScale> scale) {}
