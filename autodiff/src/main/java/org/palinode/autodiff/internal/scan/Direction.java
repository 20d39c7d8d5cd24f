package org.palinode.autodiff.internal.scan;

/** Order in which a loop meets the slices of its arrays. */
public enum Direction {
    FROM_THE_START {
        @Override
        int at(int step, int steps) {
            return step;
        }

        @Override
        Direction back() {
            return FROM_THE_END;
        }
    },
    FROM_THE_END {
        @Override
        int at(int step, int steps) {
            return steps - 1 - step;
        }

        @Override
        Direction back() {
            return FROM_THE_START;
        }
    };

    /** The slice that a step meets; steps count from 0. */
    abstract int at(int step, int steps);

    /** The other order. */
    abstract Direction back();
}
