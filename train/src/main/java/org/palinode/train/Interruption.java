package org.palinode.train;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds back the end of the JVM, by Ctrl-C or another request, until a thread has put its work away. The JVM then ends with the exit code of
 * the signal, 130 for Ctrl-C. Each training has one, and asks it before each step. A program that writes something after its training has one
 * around both:
 *
 * <pre>{@code
 * try (Interruption interruption = Interruption.watch()) {
 *     plot(trainer.resume(initial));
 * }
 * }</pre>
 */
public final class Interruption implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 100;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread working = Thread.currentThread();
    private final Thread hook = new Thread(this::hold, "interruption");
    private volatile boolean ending;

    private Interruption() {}

    /** Holds the end back from now until this is closed, for the thread that calls. */
    public static Interruption watch() {
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

    /** True if the work itself called {@code System.exit}, which waits for this hook and never comes back. */
    private boolean isExitFromWithin() {
        return Arrays.stream(working.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /** True if the JVM is to end, or the calling thread was interrupted, which stays set. */
    public boolean isRequested() {
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
