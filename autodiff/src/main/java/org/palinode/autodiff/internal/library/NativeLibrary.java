package org.palinode.autodiff.internal.library;

import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.Loader;

/**
 * Library of machine code that a jar brings for each platform, loaded once. A JVM tells why it could not load one at the first try only;
 * this remembers it for all later ones.
 */
public final class NativeLibrary {
    private final String refusal;
    private final Throwable failure;

    private NativeLibrary(String refusal, Throwable failure) {
        this.refusal = refusal;
        this.failure = failure;
    }

    /**
     * Tries to load a library.
     *
     * @param name its name in the refusal
     * @param files what it needs on the class path, by {@link #file}
     * @param remedy the lines to add where they are not there
     * @param loading loads it, or throws
     */
    public static NativeLibrary load(String name, List<String> files, String remedy, Runnable loading) {
        try {
            loading.run();
            return new NativeLibrary(null, null);
        } catch (RuntimeException | LinkageError failure) {
            Throwable cause = root(failure);
            boolean missing = isClassMissing(cause) || !files.stream().allMatch(NativeLibrary::isOnClassPath);
            String what = name + " for " + BuildLines.platform();
            String refusal = missing
                    ? what + " is not on the class path; " + remedy
                    : what + " is on the class path, but does not load (" + cause + "); " + unpacking();
            return new NativeLibrary(refusal, failure);
        }
    }

    /** The place of a file of this platform in a jar of JavaCPP's kind: {@code /org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so}. */
    public static String file(String folder, String library) {
        return folder + "/" + BuildLines.platform() + "/" + System.mapLibraryName(library);
    }

    /** Throws what {@code error} makes of a message with the remedy, and of the cause, unless the library was loaded. */
    public void require(BiFunction<String, Throwable, RuntimeException> error) {
        if (failure != null) {
            throw error.apply(refusal, failure);
        }
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    private static boolean isClassMissing(Throwable cause) {
        return cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError;
    }

    private static boolean isOnClassPath(String file) {
        return NativeLibrary.class.getResource(file) != null;
    }

    private static String unpacking() {
        return "its files are unpacked to " + folder() + ", which must be writable and may not forbid programs:"
                + " -Dorg.bytedeco.javacpp.cachedir=FOLDER names another";
    }

    private static String folder() {
        try {
            return Loader.getCacheDir().toString();
        } catch (IOException e) {
            return "a folder that cannot be made (" + e.getMessage() + ")";
        }
    }
}
