package org.palinode.ode.integrate;

/**
 * How far a reversible solve is in its segment, since its copy was last set back: what the next decision depends on.
 *
 * @param steps taken in it
 * @param firstGap the relative gap |y − z| after its first step; not looked at before the second
 */
public record Segment(int steps, double firstGap) {
    /** That of a solve which begins, or keeps no copy. */
    public static final Segment NEW = new Segment(0, 0);
}
