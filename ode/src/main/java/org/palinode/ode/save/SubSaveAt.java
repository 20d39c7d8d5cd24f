package org.palinode.ode.save;

import java.util.Objects;
import org.palinode.ode.term.Term;

/**
 * Output of a solve that has several, and the key under which it is read from the solution: times at which values are kept, and a function
 * of them. See {@link SaveAt#subs}.
 *
 * <p>The function is applied to the saved states when they are read. Memory is that of the states, however small the results of {@code fn}
 * are.
 *
 * @param at any mix of t0, ts, steps and t1
 * @param fn the map
 */
public record SubSaveAt<Y, A, R>(SaveAt at, SaveFunction<Y, A, R> fn) {
    /** @throws IllegalArgumentException if {@code at} saves no rows, is dense, keeps a state or has outputs of its own */
    public SubSaveAt {
        Objects.requireNonNull(at, "a SubSaveAt needs times; SaveAt.t1() keeps the end value");
        Objects.requireNonNull(fn, "a SubSaveAt needs a function; SubSaveAt.of(at) keeps the states as they are");
        if (!at.savesRows()) {
            throw new IllegalArgumentException("a SubSaveAt must save something, got " + at
                    + "; give it times with SaveAt.t0(), ts(...), steps() or t1()");
        }
        if (at.isDense() || at.keepsState() || !at.outputs().isEmpty()) {
            throw new IllegalArgumentException(
                    "a SubSaveAt cannot be dense, keep the state of the solve, or have outputs of its own, got " + at
                            + "; use SaveAt.subs(...).andDense() or andState()");
        }
    }

    /** An output of the states themselves. */
    public static <Y, A> SubSaveAt<Y, A, Y> of(SaveAt at) {
        return new SubSaveAt<>(at, (t, y, args) -> y);
    }

    /**
     * An output of {@code fn} of the states.
     *
     * @throws IllegalArgumentException if {@code at} saves no rows, is dense, keeps a state or has outputs of its own
     */
    public static <Y, A, R> SubSaveAt<Y, A, R> of(SaveAt at, SaveFunction<Y, A, R> fn) {
        return new SubSaveAt<>(at, fn);
    }

    /** An output as {@link #of(SaveAt, SaveFunction)}; state and arguments are those of {@code term}. */
    public static <Y, A, R> SubSaveAt<Y, A, R> of(Term<Y, A> term, SaveAt at, SaveFunction<Y, A, R> fn) {
        Objects.requireNonNull(
                term, "an output of a term needs the term, got null; leave it out and name the types instead");
        return of(at, fn);
    }

    /** The times: a function has no name to print. */
    @Override
    public String toString() {
        return "SubSaveAt[" + at + "]";
    }
}
