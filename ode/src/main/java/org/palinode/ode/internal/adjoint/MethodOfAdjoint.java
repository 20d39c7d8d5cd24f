package org.palinode.ode.internal.adjoint;

import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;

/** The one place that knows which method serves which adjoint. */
final class MethodOfAdjoint implements Adjoint.Cases<GradientMethod> {
    @Override
    public GradientMethod direct(DirectAdjoint adjoint) {
        return new DirectMethod(adjoint);
    }

    @Override
    public GradientMethod recursiveCheckpoint(RecursiveCheckpointAdjoint adjoint) {
        return new RecursiveCheckpointMethod(adjoint);
    }

    @Override
    public GradientMethod reversible(ReversibleAdjoint adjoint) {
        return new ReversibleMethod(adjoint);
    }

    @Override
    public GradientMethod backsolve(BacksolveAdjoint adjoint) {
        return new BacksolveMethod(adjoint);
    }

    @Override
    public GradientMethod forwardMode(ForwardModeAdjoint adjoint) {
        return new ForwardModeMethod(adjoint);
    }

    @Override
    public GradientMethod implicit(ImplicitAdjoint adjoint) {
        return new ImplicitMethod(adjoint);
    }
}
