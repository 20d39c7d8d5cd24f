package org.palinode.examples.cli;

/**
 * The JVM's line on standard error that the Vector API is incubating. The JVM prints it before it runs any code of ours, whatever its flags:
 * {@code jdk.internal.module.ModuleBootstrap} writes to {@code System.err} as soon as a module that the JDK marks so is resolved. On a
 * terminal the line is wiped; elsewhere it stays.
 */
final class IncubatorWarning {
    /** True where the launcher saw that standard error is a terminal, and asked for the module. */
    private static final String PROPERTY = "palinode.wipeIncubatorWarning";

    private static final String UP_ONE_LINE = "\u001b[1A";
    private static final String ERASE_LINE = "\u001b[2K";

    private IncubatorWarning() {}

    /** Comes first in a program: the line is the last one on the terminal. */
    static void wipe() {
        if (Boolean.getBoolean(PROPERTY)) {
            System.err.print(UP_ONE_LINE + ERASE_LINE);
            System.err.flush();
        }
    }
}
