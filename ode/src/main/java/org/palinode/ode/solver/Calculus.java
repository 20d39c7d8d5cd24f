package org.palinode.ode.solver;

/** Whose solution of an equation with noise a solver finds. */
public enum Calculus {
    /** Itô's: the diffusion is taken at the start of each short interval. */
    ITO,
    /** Stratonovich's: the diffusion is taken at the middle, so that the chain rule is the ordinary one. */
    STRATONOVICH,
    /** Both, which agree where the diffusion does not depend on y; other noise is refused. */
    ADDITIVE
}
