package org.palinode.ode.noise;

/**
 * One path of a Brownian motion with independent components, a pure function of time: solves with other steps, solvers and adjoints see the
 * same path. A value.
 *
 * @param <W> the shape of the noise: a tensor, or any nesting of records, lists, maps and arrays of tensors
 */
public interface BrownianPath<W> {
    /** The shape of the noise: zeros. Its leaves one after another are the components. */
    W zero();

    /** What increments tell beside W. */
    LevyArea level();

    /** A reader of its increments, for one solve. */
    IncrementReader reader();

    /**
     * Refuses a solve that the path cannot serve.
     *
     * @param adapts whether the sizes of steps are found by their error
     * @throws IllegalArgumentException with the remedy
     */
    void check(double t0, double t1, boolean adapts);
}
