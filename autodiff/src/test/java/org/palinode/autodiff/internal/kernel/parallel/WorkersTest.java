package org.palinode.autodiff.internal.kernel.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    private static final long LONG_ENOUGH = 30; // seconds, on whatever machine; nothing here waits for a time to pass

    @Test
    void eachPartOfEachJobRunsOnce() {
        try (Workers workers = new Workers(4)) {
            for (int job = 0; job < 20_000; job++) {
                int count = job % 37;
                AtomicIntegerArray runs = new AtomicIntegerArray(37);
                workers.run(count, runs::incrementAndGet);
                for (int part = 0; part < runs.length(); part++) {
                    assertEquals(part < count ? 1 : 0, runs.get(part), "part " + part + " of job " + job);
                }
            }
        }
    }

    /** Each part waits for the other: one thread alone would never come to an end. */
    @Test
    void partsRunAtTheSameTime() {
        try (Workers workers = new Workers(2)) {
            CountDownLatch both = new CountDownLatch(2);
            workers.run(2, part -> {
                both.countDown();
                await(both);
            });
            assertEquals(0, both.getCount());
        }
    }

    @Test
    void whoAsksWhileTheyAreAskedForRunsAllPartsItself() throws InterruptedException {
        try (Workers workers = new Workers(4)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Thread other = new Thread(() -> workers.run(1, part -> {
                begun.countDown();
                await(end);
            }));
            other.start();
            await(begun);
            List<Integer> order = new ArrayList<>();
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            workers.run(8, part -> {
                order.add(part);
                threads.add(Thread.currentThread());
            });
            assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), order);
            assertEquals(Set.of(Thread.currentThread()), threads);
            end.countDown();
            other.join();
        }
    }

    @Test
    void partsMayThemselvesHaveParts() {
        try (Workers workers = new Workers(3)) {
            AtomicLong sum = new AtomicLong();
            workers.run(10, outer -> workers.run(10, inner -> sum.addAndGet(10L * outer + inner)));
            assertEquals(99 * 100 / 2, sum.get());
        }
    }

    @Test
    void aPartThatFailsIsReportedAndTheNextJobRuns() {
        try (Workers workers = new Workers(2)) {
            IllegalArgumentException cause = new IllegalArgumentException("no");
            KernelParts failing = part -> {
                if (part == 3) {
                    throw cause;
                }
            };
            var failure = assertThrows(IllegalStateException.class, () -> workers.run(5, failing));
            assertEquals("a part of a kernel failed", failure.getMessage());
            assertSame(cause, failure.getCause());
            AtomicLong sum = new AtomicLong();
            workers.run(5, sum::addAndGet);
            assertEquals(10, sum.get());
        }
    }

    @Test
    void workersAreDaemonsThatSleepWhenThereIsNothingToDo() throws InterruptedException {
        try (Workers workers = new Workers(3)) {
            List<Thread> threads = threadsOf(workers, 3);
            for (Thread thread : threads) {
                assertTrue(thread.isDaemon());
                while (thread.getState() != Thread.State.WAITING) {
                    Thread.sleep(1); // a thread that spins never gets there
                }
            }
        }
    }

    @Test
    void closedWorkersEndAndCallersRunAllPartsThemselves() throws InterruptedException {
        Workers workers = new Workers(3);
        List<Thread> threads = threadsOf(workers, 3);
        workers.close();
        workers.close();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(LONG_ENOUGH));
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
        Thread caller = Thread.currentThread();
        workers.run(3, part -> assertSame(caller, Thread.currentThread()));
    }

    /** All threads but the caller's: each part waits until every thread has one. */
    private static List<Thread> threadsOf(Workers workers, int count) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(count);
        workers.run(count, part -> {
            threads.add(Thread.currentThread());
            all.countDown();
            await(all);
        });
        threads.remove(Thread.currentThread());
        assertEquals(count - 1, threads.size());
        return List.copyOf(threads);
    }

    @Test
    void aRunAllocatesNothing() {
        ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong sum = new AtomicLong();
        KernelParts parts = sum::addAndGet;
        try (Workers workers = new Workers(3)) {
            long least = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 60 && least >= 2_000; attempt++) {
                long before = beans.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 2_000; i++) {
                    workers.run(6, parts);
                }
                least = Math.min(least, beans.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(least < 2_000, "2,000 runs allocated " + least + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1025})
    void otherNumbersOfThreadsAreRefused(int threads) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Workers(threads));
        assertEquals("the number of threads must lie between 1 and 1024, got " + threads, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "two", "-3", "1025", "99999999999"})
    void settingsThatAreNoNumbersOfThreadsAreRefused(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> ThreadCount.parse("PALINODE_THREADS", text));
        assertEquals(
                "PALINODE_THREADS must be a number of threads between 1 and 1024, got \"" + text
                        + "\"; 1 runs everything in the calling thread",
                refusal.getMessage());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(LONG_ENOUGH, TimeUnit.SECONDS), "the other thread did not come");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
