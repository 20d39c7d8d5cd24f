package org.palinode.ode.solver;

import org.palinode.autodiff.tensor.Tensor;

/** A vector field as solvers see it: time (a scalar) and state (a vector [n], all leaves one after another) to slope [n]. */
@FunctionalInterface
public interface Field {
    Tensor apply(Tensor t, Tensor y);
}
