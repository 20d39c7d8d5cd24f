package org.palinode.ode.integrate;

/**
 * How many steps are to be stored in place of being taken back.
 *
 * @param left of this stretch
 * @param next the length of the next one
 */
public record StoredStretch(int left, int next) {
    private static final int SHORTEST = 4;
    private static final int LONGEST = 32;

    static final StoredStretch NONE = new StoredStretch(0, SHORTEST);

    boolean isStored() {
        return left > 0;
    }

    /** After one more stored step. */
    StoredStretch passed() {
        return new StoredStretch(left - 1, next);
    }

    /** Begins; the one after it is twice as long. */
    StoredStretch begun() {
        return new StoredStretch(next, Math.min(2 * next, LONGEST));
    }
}
