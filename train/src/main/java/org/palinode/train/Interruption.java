package org.palinode.train;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C, or another request to end the JVM, into a question that a training asks before each step. The end is held back until the
 * training has saved its work; the JVM then ends with the exit code of the signal, 130 for Ctrl-C. An interrupt of the thread is asked for
 * too, and stays set.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 100;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread training = Thread.currentThread();
    private final Thread hook = new Thread(this::hold, "training-interruption");
    private volatile boolean ending;

    private Interruption() {}

    /** From now until it is closed. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void hold() {
        ending = true;
        try {
            while (!finished.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) && !isExitFromWithin()) {}
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** True if a listener or the loss called {@code System.exit}, which waits for this hook and never comes back. */
    private boolean isExitFromWithin() {
        return Arrays.stream(training.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /** True if the JVM is to end, or the thread was interrupted. */
    boolean isRequested() {
        return ending || Thread.currentThread().isInterrupted();
    }

    /** Lets the JVM end. */
    @Override
    public void close() {
        finished.countDown();
        if (!ending) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException justNow) {
                ending = true;
            }
        }
    }
}
