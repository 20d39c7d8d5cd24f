package org.palinode.ode.adjoint;

/** Way to compute the gradient of a solve. Adjoints are values, and another one may be used without any other change. */
public sealed interface Adjoint
        permits DirectAdjoint,
                RecursiveCheckpointAdjoint,
                ReversibleAdjoint,
                BacksolveAdjoint,
                ForwardModeAdjoint,
                ImplicitAdjoint {
    /** The result of the one of {@code cases} that this adjoint is. */
    <R> R match(Cases<R> cases);

    /** Functions, one for each kind of adjoint. */
    interface Cases<R> {
        R direct(DirectAdjoint adjoint);

        R recursiveCheckpoint(RecursiveCheckpointAdjoint adjoint);

        R reversible(ReversibleAdjoint adjoint);

        R backsolve(BacksolveAdjoint adjoint);

        R forwardMode(ForwardModeAdjoint adjoint);

        R implicit(ImplicitAdjoint adjoint);
    }
}
