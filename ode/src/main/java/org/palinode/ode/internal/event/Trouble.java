package org.palinode.ode.internal.event;

/**
 * Trouble with events for which a solve could not continue.
 *
 * @param event the one to blame, by its place among the events of the solve
 * @param t where
 */
public record Trouble(int event, double t) {
    @Override
    public String toString() {
        return "event " + event + " at t = " + t;
    }
}
