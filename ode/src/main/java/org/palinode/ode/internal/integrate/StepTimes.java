package org.palinode.ode.internal.integrate;

/** Where the accepted steps of one solve start, and how long they are; in true time. */
interface StepTimes {
    /** Adds the next step; false, and nothing is added, if these times cannot hold it. */
    boolean add(double t0, double t1, double h);

    /** How many steps were added. */
    int count();

    /** Where step {@code index} starts. */
    double t(int index);

    /** The signed size of step {@code index}. */
    double h(int index);

    /** Bytes held. */
    long bytes();
}
