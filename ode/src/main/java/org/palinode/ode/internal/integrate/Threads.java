package org.palinode.ode.internal.integrate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.palinode.ode.outcome.SolveInterruptedException;

/** Runs tasks side by side, on threads that end with the call. */
public final class Threads {
    private Threads() {}

    /**
     * The results of the tasks, in their order, on at most {@code most} threads; with one, on the caller's.
     *
     * <p>Whatever a task throws comes out when all have ended: that of the first one in order. If the caller is interrupted, all tasks are,
     * those that have not begun are left out, and it stays interrupted.
     *
     * @throws SolveInterruptedException if tasks were left out
     */
    public static <T> List<T> run(List<Supplier<T>> tasks, int most) {
        if (most == 1 || tasks.size() < 2) {
            return tasks.stream().map(Supplier::get).toList();
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(most, tasks.size()), Threads::daemon);
        List<Future<T>> futures = new ArrayList<>();
        tasks.forEach(task -> futures.add(pool.submit(task::get)));
        pool.shutdown();
        awaiting(pool);
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(result(future));
        }
        return results;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "palinode-solve");
        thread.setDaemon(true);
        return thread;
    }

    private static void awaiting(ExecutorService pool) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = pool.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException stop) {
                interrupted = true;
                pool.shutdownNow().forEach(waiting -> ((Future<?>) waiting).cancel(false));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failure.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (CancellationException | InterruptedException stop) {
            throw new SolveInterruptedException();
        }
    }
}
