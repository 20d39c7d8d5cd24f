package org.palinode.ode.term;

/** What is known of a diffusion, on which the orders of solvers depend. */
public enum NoiseKind {
    /** Nothing. */
    GENERAL,
    /** The order in which its Brownian motions act does not matter. */
    COMMUTATIVE,
    /** It does not depend on y. */
    ADDITIVE
}
