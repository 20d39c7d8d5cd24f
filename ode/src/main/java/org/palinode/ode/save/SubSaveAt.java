package org.palinode.ode.save;

import java.util.Objects;

/**
 * One of several outputs of a solve, and the key under which it is read from the solution: at which times values are kept, and what is made
 * of them. See {@link SaveAt#subs}.
 *
 * <p>The values are mapped when they are read, from the saved states: memory is that of the states, whatever {@code fn} leaves of them.
 *
 * @param at any mix of t0, ts, steps and t1
 * @param fn the map
 */
public record SubSaveAt<Y, A, R>(SaveAt at, SaveFunction<Y, A, R> fn) {
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

    /** The states themselves. */
    public static <Y, A> SubSaveAt<Y, A, Y> of(SaveAt at) {
        return new SubSaveAt<>(at, (t, y, args) -> y);
    }

    /** What {@code fn} makes of the states. */
    public static <Y, A, R> SubSaveAt<Y, A, R> of(SaveAt at, SaveFunction<Y, A, R> fn) {
        return new SubSaveAt<>(at, fn);
    }

    /** The times: a function has no name to print. */
    @Override
    public String toString() {
        return "SubSaveAt[" + at + "]";
    }
}
