package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;

/**
 * An ordinary differential equation dy/dt = f(t, y, args) + g(t, y, args) in two parts: IMEX methods, such as KenCarp5, only evaluate the
 * explicit part f and solve equations with the stiff, implicit part g. Any other solver takes their sum.
 *
 * @param explicit the part that is not stiff
 * @param implicit the stiff part
 */
public record MultiTerm<Y, A>(VectorField<Y, A> explicit, VectorField<Y, A> implicit) implements Term<Y, A> {
    public MultiTerm {
        Objects.requireNonNull(explicit, "a MultiTerm needs an explicit part (t, y, args) -> dy/dt");
        Objects.requireNonNull(implicit, "a MultiTerm needs an implicit part (t, y, args) -> dy/dt");
    }

    @Override
    public List<VectorField<Y, A>> parts() {
        return List.of(explicit, implicit);
    }
}
