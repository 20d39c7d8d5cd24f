package org.palinode.autodiff.memory;

/**
 * Refusal of what needs a library of machine code that is not there or does not load. The message names the platform, and the lines to add
 * to a build by Maven or Gradle.
 */
public final class NativeLibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** A refusal with the remedy; the cause is what the JVM said when it tried to load the library. */
    public NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
