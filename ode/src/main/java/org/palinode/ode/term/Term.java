package org.palinode.ode.term;

import java.util.List;

/**
 * Right side of a differential equation: what is integrated.
 *
 * @param <Y> the state: a tensor, or any nesting of records, lists, maps and arrays of tensors
 * @param <A> the arguments: likewise, or null
 */
public interface Term<Y, A> {
    /** The drift: vector fields whose sum is multiplied by dt; none only where there is noise or a control. */
    List<VectorField<Y, A>> drift();

    /** The noises, which add up; none for ordinary equations. */
    default List<Diffusion<Y, A>> diffusions() {
        return List.of();
    }

    /** The controls whose increments are stepped over, which add up; none for ordinary equations. */
    default List<ControlTerm<Y, A>> controls() {
        return List.of();
    }

    /** The sum of this term and another: drifts and noises, any number of each. */
    default Term<Y, A> plus(Term<Y, A> other) {
        return new SumTerm<>(this, other);
    }

    /**
     * Terms that sum to this one, for solvers that treat them apart: first the explicit part, then the implicit one. Unless overridden, the
     * term is its only part.
     */
    default List<Term<Y, A>> parts() {
        return List.of(this);
    }
}
