package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Ordinary differential equation dy/dt = f(t, y, args) + g(t, y, args) in two parts. IMEX methods, such as KenCarp5, only evaluate the
 * explicit part f, and solve equations with the stiff, implicit part g. Any other solver takes their sum.
 *
 * @param explicit the part that is not stiff
 * @param implicit the stiff part
 */
public record MultiTerm<Y, A>(Term<Y, A> explicit, Term<Y, A> implicit) implements Term<Y, A> {
    /** @throws NullPointerException if a part is null */
    public MultiTerm {
        Objects.requireNonNull(
                explicit, "a MultiTerm needs an explicit part, such as new ODETerm<>((t, y, args) -> ...)");
        Objects.requireNonNull(
                implicit, "a MultiTerm needs an implicit part, such as new ODETerm<>((t, y, args) -> ...)");
    }

    /**
     * Both parts as vector fields.
     *
     * @throws NullPointerException if a field is null
     */
    public static <Y, A> MultiTerm<Y, A> of(VectorField<Y, A> explicit, VectorField<Y, A> implicit) {
        return new MultiTerm<>(new ODETerm<>(explicit), new ODETerm<>(implicit));
    }

    @Override
    public List<VectorField<Y, A>> drift() {
        return Stream.of(explicit, implicit)
                .flatMap(part -> part.drift().stream())
                .toList();
    }

    @Override
    public List<Diffusion<Y, A>> diffusions() {
        return Stream.of(explicit, implicit)
                .flatMap(part -> part.diffusions().stream())
                .toList();
    }

    @Override
    public List<ControlTerm<Y, A>> controls() {
        return Stream.of(explicit, implicit)
                .flatMap(part -> part.controls().stream())
                .toList();
    }

    @Override
    public List<Term<Y, A>> parts() {
        return List.of(explicit, implicit);
    }
}
