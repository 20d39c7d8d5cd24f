package org.palinode.ode.path;

import org.palinode.autodiff.tensor.Tensor;

/** A function of time through values at knots. Beyond its ends the first or last piece goes on. */
public interface Path {
    /** u(t), of the type of the data; at a knot where it jumps the value from the right. {@code t} is a scalar, traced or not. */
    Tensor evaluate(Tensor t);

    /** du/dt; at a knot the slope to the right, at the last one to the left. */
    Tensor derivative(Tensor t);

    /**
     * Where the path is not smooth, as numbers: for {@code ClipStepSizeController.stepTs}, or {@code jumpTs} where it jumps, so that no step
     * goes across.
     */
    double[] knots();
}
