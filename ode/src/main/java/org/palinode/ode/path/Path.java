package org.palinode.ode.path;

import org.palinode.autodiff.tensor.Tensor;

/** Function of time through values at knots. Beyond its ends the first or last piece continues. */
public interface Path {
    /**
     * The value u(t), of the type of the data; at a knot where the path jumps, the value from the right.
     *
     * @param t a scalar, traced or not
     * @throws IllegalArgumentException if t is no scalar
     */
    Tensor evaluate(Tensor t);

    /** The increment u(to) − u(from), of which steps of a {@link org.palinode.ode.term.ControlTerm} are made. */
    default Tensor increment(Tensor from, Tensor to) {
        return evaluate(to).minus(evaluate(from));
    }

    /** The slope du/dt; at a knot the slope to the right, at the last one to the left. */
    Tensor derivative(Tensor t);

    /**
     * The times at which the path is not smooth. They belong into {@code ClipStepSizeController.stepTs}, or {@code jumpTs} where the path
     * jumps, so that no step crosses them.
     */
    double[] knots();
}
