package org.palinode.ode.internal.event;

/**
 * Why a solve could not go on with its events.
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
