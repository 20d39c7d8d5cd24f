package org.palinode.examples.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Holds back the end of the JVM, by Ctrl-C or another request, until a run has put its work away and told the user. The JVM then ends with
 * the exit code of the signal: 130 for Ctrl-C. The trainer asks by itself whether it should end.
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
