package org.palinode.ode.resume;

/**
 * Stretch of steps that are stored and not reversed.
 *
 * @param left how many of its steps are still to come
 * @param next the length of the next one
 */
public record StoredStretch(int left, int next) {
    private static final int SHORTEST = 4;
    private static final int LONGEST = 32;

    static final StoredStretch NONE = new StoredStretch(0, SHORTEST);

    /** The stretch in a solve under way; changes in place, because a warm step allocates nothing. */
    public static final class Running {
        private int left;
        private int next;

        public Running(StoredStretch from) {
            left = from.left;
            next = from.next;
        }

        public boolean isStored() {
            return left > 0;
        }

        /** Counts one more stored step. */
        public void pass() {
            left--;
        }

        /** Begins; the one after it is twice as long. */
        public void begin() {
            left = next;
            next = Math.min(2 * next, LONGEST);
        }

        /** Ends, and the next is as short as the first. */
        public void end() {
            left = NONE.left;
            next = NONE.next;
        }

        public StoredStretch stretch() {
            return new StoredStretch(left, next);
        }
    }
}
