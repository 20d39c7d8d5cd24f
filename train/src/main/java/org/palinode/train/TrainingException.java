package org.palinode.train;

import java.nio.file.Path;
import java.util.Optional;

/** Failure of a step: its loss is not a finite number, or could not be computed. The message says at which step, why and what is left. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long step;
    private final String problem;
    private final transient Path checkpoint;

    TrainingException(long step, Path checkpoint, String problem, Throwable cause) {
        super(
                "step " + step + " failed: " + problem + (isMistake(cause) ? left(checkpoint) : advice(checkpoint)),
                cause);
        this.step = step;
        this.problem = problem;
        this.checkpoint = checkpoint;
    }

    private static boolean isMistake(Throwable cause) {
        return cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException
                || cause instanceof ClassCastException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof UnsupportedOperationException
                || cause instanceof NullPointerException;
    }

    private static String left(Path checkpoint) {
        return checkpoint == null ? "" : "; the last checkpoint is " + checkpoint;
    }

    private static String advice(Path checkpoint) {
        return "; try a smaller learning rate or clippingByNorm, "
                + (checkpoint == null
                        ? "and name a folder by in(folder), so that there are checkpoints"
                        : "from the last checkpoint, " + checkpoint + ", or anew");
    }

    /** The step that failed; the first is 1. */
    public long step() {
        return step;
    }

    /** The reason, a part of the message. */
    public String problem() {
        return problem;
    }

    /** True for a mistake in the program, as of a shape: the reason says itself what to do, and no other learning rate helps. */
    public boolean isMistake() {
        return isMistake(getCause());
    }

    /** The file with the last state that was saved; empty if there is none. */
    public Optional<Path> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }
}
