package org.palinode.ode.internal.integrate;

/** Starts and sizes of the accepted steps of one solve, in true time. */
interface StepTimes {
    /** Adds the next step; false, and nothing is added, if these times cannot hold it. */
    boolean add(double t0, double t1, double h);

    /** The number of steps that were added. */
    int count();

    /** The time at which step {@code index} starts. */
    double t(int index);

    /** The signed size of step {@code index}. */
    double h(int index);

    /** Bytes held. */
    long bytes();
}
