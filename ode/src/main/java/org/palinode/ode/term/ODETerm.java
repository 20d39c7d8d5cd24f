package org.palinode.ode.term;

import java.util.Objects;

/** An ordinary differential equation dy/dt = f(t, y, args). */
public record ODETerm<Y, A>(VectorField<Y, A> field) {
    public ODETerm {
        Objects.requireNonNull(field, "an ODETerm needs a vector field (t, y, args) -> dy/dt");
    }
}
