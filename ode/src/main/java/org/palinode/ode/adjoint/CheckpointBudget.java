package org.palinode.ode.adjoint;

/** Number of states that a {@link RecursiveCheckpointAdjoint} keeps of a solve. The sweep needs as many again. */
public sealed interface CheckpointBudget {
    /**
     * The number of states, at least 1.
     *
     * @param stateBytes of one of them: y and the carry
     * @param maxSteps of the solve
     */
    int count(long stateBytes, int maxSteps);

    /** The least number of states that recompute no step twice in a solve of maxSteps steps: about √(2 maxSteps). */
    static CheckpointBudget forMaxSteps() {
        return new ForMaxSteps();
    }

    /**
     * A given number of states.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    static CheckpointBudget states(int count) {
        return new States(count);
    }

    /**
     * The number of states that fit into {@code bytes}, at least one.
     *
     * @throws IllegalArgumentException if {@code bytes} is below 1
     */
    static CheckpointBudget bytes(long bytes) {
        return new Bytes(bytes);
    }

    /** A number by the most steps of the solve. */
    record ForMaxSteps() implements CheckpointBudget {
        @Override
        public int count(long stateBytes, int maxSteps) {
            return RecursiveCheckpointAdjoint.forSteps(maxSteps);
        }

        @Override
        public String toString() {
            return "as many states as suit maxSteps";
        }
    }

    /** A given number. */
    record States(int count) implements CheckpointBudget {
        public States {
            if (count < 1) {
                throw new IllegalArgumentException("checkpoints must be at least 1, got " + count
                        + "; RecursiveCheckpointAdjoint() keeps as many as suit maxSteps");
            }
        }

        @Override
        public int count(long stateBytes, int maxSteps) {
            return count;
        }

        @Override
        public String toString() {
            return count + (count == 1 ? " state" : " states");
        }
    }

    /** The number of states that fit into some bytes. */
    record Bytes(long bytes) implements CheckpointBudget {
        public Bytes {
            if (bytes <= 0) {
                throw new IllegalArgumentException(
                        "a budget for checkpoints must be positive, got " + bytes + " bytes");
            }
        }

        @Override
        public int count(long stateBytes, int maxSteps) {
            return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / Math.max(1, stateBytes)));
        }

        @Override
        public String toString() {
            return "states in " + bytes + " bytes";
        }
    }
}
