package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;

/** Ordinary differential equation dy/dt = f(t, y, args). */
public record ODETerm<Y, A>(VectorField<Y, A> field) implements Term<Y, A> {
    public ODETerm {
        Objects.requireNonNull(field, "an ODETerm needs a vector field (t, y, args) -> dy/dt");
    }

    @Override
    public List<VectorField<Y, A>> drift() {
        return List.of(field);
    }
}
