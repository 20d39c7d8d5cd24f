package org.palinode.tests.ode.noise;

/** Direction in which an equation over [0, end] is solved. */
enum TimeDirection {
    FORWARD,
    BACK
}
