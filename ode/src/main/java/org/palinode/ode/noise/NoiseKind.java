package org.palinode.ode.noise;

/** Kind of a diffusion g, as far as it is known. The strong orders of solvers depend on it, and so does the cost of some. */
public enum NoiseKind {
    /** Nothing is known. */
    GENERAL,
    /** The order in which its Brownian motions act does not matter: Dgᵢ gⱼ = Dgⱼ gᵢ for its columns. */
    COMMUTATIVE,
    /** A noise of its own for each number of y, whose size depends on no other number: commutative too. */
    DIAGONAL,
    /** A diffusion that does not depend on y: commutative too, and both calculi agree. */
    ADDITIVE
}
