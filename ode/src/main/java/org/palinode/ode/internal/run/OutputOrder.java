package org.palinode.ode.internal.run;

/**
 * Places of the outputs of a recorded solve: the saved rows [m, n]; the dense values [steps, count, n] and the time and size of each step
 * [steps, 2]; y and the carry at the end [(1 + states) n]; times [k] and states [k, n] of events. All but the rows are there
 * where they were asked for.
 */
public record OutputOrder(boolean isDense, boolean hasEnd, boolean hasEvents) {
    public int rows() {
        return 0;
    }

    public int dense() {
        return 1;
    }

    public int steps() {
        return 2;
    }

    public int end() {
        return isDense ? 3 : 1;
    }

    public int eventTimes() {
        return end() + (hasEnd ? 1 : 0);
    }

    public int eventStates() {
        return eventTimes() + 1;
    }

    public int count() {
        return eventTimes() + (hasEvents ? 2 : 0);
    }
}
