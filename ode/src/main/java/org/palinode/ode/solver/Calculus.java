package org.palinode.ode.solver;

/** Calculus in which a solver understands an equation with noise. */
public enum Calculus {
    /** Calculus of Itô: the diffusion is taken at the start of each short interval. */
    ITO,
    /** Calculus of Stratonovich: the diffusion is taken at the middle, so that the chain rule is the ordinary one. */
    STRATONOVICH,
    /** Both, which agree where the diffusion does not depend on y; other noise is refused. */
    ADDITIVE
}
