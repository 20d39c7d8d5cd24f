package org.palinode.examples.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C, or another request to end the JVM, into a question that a run asks after each step, and holds the end back until the
 * run has put its work away. The JVM then ends with the exit code of the signal: 130 for Ctrl-C.
 */
final class Interruption implements AutoCloseable {
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /** From now until it is closed. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void hold() {
        requested = true;
        try {
            finished.await();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** True if the JVM is to end. */
    boolean isRequested() {
        return requested;
    }

    /** Lets the JVM end. */
    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException ending) {
                requested = true; // it came this very moment
            }
        }
    }
}
