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

    /**
     * The increment u(to) − u(from), of which steps of a {@link org.palinode.ode.term.ControlTerm} are made. Forward in time it has the jumps in
     * (from, to].
     */
    default Tensor increment(Tensor from, Tensor to) {
        return evaluate(to).minus(evaluate(from));
    }

    /** The slope du/dt; at a knot the slope to the right, at the last one to the left. Jumps are not in it. */
    Tensor derivative(Tensor t);

    /**
     * The times at which the path is not smooth. They belong into {@code ClipStepSizeController.stepTs}, or {@code jumpTs} where the path
     * or its slope jumps, so that no step crosses them.
     */
    double[] knots();

    /** The times at which the slope jumps; none if it is continuous, or nothing is known of it. */
    default double[] kinks() {
        return new double[0];
    }

    /** The times at which the value jumps; none if it is continuous, or nothing is known of it. */
    default double[] jumps() {
        return new double[0];
    }

    /**
     * The same path for solves that read its slope. Where the slope jumps, a derivative for the times of its knots ends in a {@link
     * org.palinode.ode.outcome.GradientException}, since steps do not move with them; derivatives for its values are as before.
     */
    default Path withFixedKinks() {
        return this;
    }

    /** The time at which the data begin: −∞ if there is a value at any time. */
    default double t0() {
        return Double.NEGATIVE_INFINITY;
    }

    /** The time at which the data end: ∞ if there is a value at any time. */
    default double t1() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * The same path with time as one more channel, the first: [..., channels] become [..., 1 + channels], and a scalar [2]. Without it a controlled
     * equation does not see how fast its path runs.
     */
    default Path withTime() {
        return new PathWithTime(this);
    }
}
