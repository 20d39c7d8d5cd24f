package org.palinode.jupyter;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/**
 * The executor on which JJava runs the statements of cells, so that they are counted and their errors come with short traces.
 *
 * <p>JJava prints all frames of an error, and its interface for extensions has no place to choose among them. So its executor is replaced, in
 * fields that are its own. A JJava that has other fields prints long traces.
 */
final class JJavaStatements extends AbstractExecutorService {
    private final ExecutorService jjava;
    private final AtomicLong count = new AtomicLong();

    private JJavaStatements(ExecutorService jjava) {
        this.jjava = jjava;
    }

    /** Takes the place of the kernel's executor, where it is found; returns the counter of statements. */
    static AtomicLong watch(BaseKernel kernel) {
        try {
            Object evaluator = read(kernel, "evaluator");
            Object control = read(evaluator, "execControl");
            Field executor = field(control, "executor");
            var statements = new JJavaStatements((ExecutorService) executor.get(control));
            executor.set(control, statements);
            return statements.count;
        } catch (ReflectiveOperationException | RuntimeException otherJJava) {
            return new AtomicLong();
        }
    }

    private static Object read(Object owner, String name) throws ReflectiveOperationException {
        return field(owner, name).get(owner);
    }

    private static Field field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @Override
    public <T> Future<T> submit(Callable<T> statement) {
        return jjava.submit(() -> {
            count.incrementAndGet();
            try {
                return statement.call();
            } catch (InvocationTargetException thrown) {
                ShortTrace.shorten(thrown.getCause());
                throw thrown;
            }
        });
    }

    @Override
    public void execute(Runnable task) {
        jjava.execute(task);
    }

    @Override
    public void shutdown() {
        jjava.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return jjava.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return jjava.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return jjava.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return jjava.awaitTermination(timeout, unit);
    }
}
