package org.palinode.examples.model;

import java.util.Locale;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;

/** The adjoints as the command line names them, each with its standard settings. */
public enum AdjointName {
    DIRECT(new DirectAdjoint()),
    RECURSIVE(new RecursiveCheckpointAdjoint()),
    REVERSIBLE(new ReversibleAdjoint()),
    BACKSOLVE(new BacksolveAdjoint());

    private final Adjoint adjoint;

    AdjointName(Adjoint adjoint) {
        this.adjoint = adjoint;
    }

    public Adjoint adjoint() {
        return adjoint;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
