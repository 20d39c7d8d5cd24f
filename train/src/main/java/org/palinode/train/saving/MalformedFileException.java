package org.palinode.train.saving;

import java.io.IOException;
import java.nio.file.Path;

/** File that is cut short, damaged, or of another kind than it should be. The message begins with its path and says what is wrong. */
public final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path file;

    /**
     * The failure of a file.
     *
     * @param file whose content is wrong
     * @param problem that was found, with what to do
     * @param cause of it; null for none
     */
    public MalformedFileException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
        this.file = file;
    }

    /** The file. */
    public Path file() {
        return file;
    }
}
