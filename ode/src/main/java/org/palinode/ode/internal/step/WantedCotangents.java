package org.palinode.ode.internal.step;

import java.util.BitSet;

/**
 * Which cotangents a backward sweep finds besides those of the state.
 *
 * @param parameters the parameters, by index
 * @param times whether those of the times and sizes of steps; nothing is computed for them otherwise
 */
public record WantedCotangents(BitSet parameters, boolean times) {
    /** How many of {@code count} time inputs have a cotangent. */
    public int ofTimes(int count) {
        return times ? count : 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WantedCotangents that && times == that.times && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * parameters.hashCode() + Boolean.hashCode(times);
    }
}
