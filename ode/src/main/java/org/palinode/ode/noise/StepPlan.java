package org.palinode.ode.noise;

/**
 * Facts about the steps of a solve that are known before it begins.
 *
 * @param shortest a lower bound of their sizes; 0 if there is none
 * @param areKnown whether no other intervals are asked for than those of steps that follow from times alone: not where sizes are found by errors, where
 *     events are searched for inside of steps, or where a solve back takes steps of its own
 */
public record StepPlan(double t0, double t1, double shortest, boolean areKnown) {
    /** Ends are often sums, such as 0.1 + 0.2. */
    private static final int ULPS = 4;

    /** Refuses a solve that leaves the times of a path. */
    void requireWithin(double from, double to) {
        double first = Math.min(t0, t1);
        double last = Math.max(t0, t1);
        double rounding = ULPS * Math.ulp(Math.max(Math.abs(from), Math.abs(to)));
        if (!(from - rounding <= first && last <= to + rounding)) {
            throw new IllegalArgumentException(
                    "a solve from " + t0 + " to " + t1 + " needs a Brownian path over these times," + " got one over ["
                            + from + ", " + to + "]; make it for them");
        }
    }

    /** Refuses a solve that may ask a path for more than its own steps. */
    void requireKnown(String path) {
        if (!areKnown) {
            throw new IllegalArgumentException(
                    path + " know the intervals of steps that follow from times alone, but this solve finds"
                            + " others: by errors, by events inside of steps, or by steps back of their own; use a VirtualBrownianTree");
        }
    }
}
