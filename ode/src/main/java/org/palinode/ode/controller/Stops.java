package org.palinode.ode.controller;

/**
 * Times that steps must not pass, and how close they may come to one. Noise asks for both.
 *
 * @param ends times in mirrored time, rising, at which steps end
 * @param apart the shortest step over which noise has its law, in the unit of time; 0 where there is no such length. A step is ended elsewhere
 *     if it would leave less than this before a time that must not be passed
 * @param hasMiddles whether a step hears noise at its middle too, as under a {@code HalfSolver}
 */
public record Stops(double[] ends, double apart, boolean hasMiddles) {
    /** No such times. */
    public static final Stops NONE = new Stops(new double[0], 0, false);

    public Stops {
        ends = ends.clone();
    }

    @Override
    public double[] ends() {
        return ends.clone();
    }
}
