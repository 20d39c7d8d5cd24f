package org.palinode.tests.ode.support;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.adjoint.SolvePrimitive;
import org.palinode.ode.internal.adjoint.SolvePrimitives;

/** Exchanges the adjoint of solves that have been recorded. */
public final class Recorded {
    private Recorded() {}

    public static UnaryOperator<Primitive> under(Adjoint adjoint) {
        return under(adjoint, report -> {});
    }

    public static UnaryOperator<Primitive> under(Adjoint adjoint, Consumer<GradientReport> reports) {
        return primitive -> {
            if (primitive instanceof SolvePrimitives solves) {
                return solves.map(solve -> solve.pulledBackBy(adjoint, reports));
            }
            return primitive instanceof SolvePrimitive solve ? solve.pulledBackBy(adjoint, reports) : primitive;
        };
    }
}
