package org.palinode.ode.internal.step;

import java.util.BitSet;

/**
 * Cotangents that a backward sweep finds besides those of the state.
 *
 * @param parameters the parameters, by index
 * @param times whether those of the times and sizes of steps; nothing is computed for them otherwise
 */
public record WantedCotangents(BitSet parameters, boolean times) {
    /** True if the cotangent of a step's input is among them; those of y and of the carry are in any case, noise has none, for nothing follows it. */
    boolean has(StepPart part, int index) {
        return switch (part) {
            case TIME, SIZE -> times;
            case Y, CARRY -> true;
            case PARAMETERS -> parameters.get(index);
            default -> false;
        };
    }

    /** True if there are any. */
    public boolean isAny() {
        return times || !parameters.isEmpty();
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
