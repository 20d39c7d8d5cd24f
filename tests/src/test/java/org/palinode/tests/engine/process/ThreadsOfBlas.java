package org.palinode.tests.engine.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.palinode.autodiff.internal.kernel.blas.BlasLibrary;
import org.palinode.autodiff.internal.kernel.blas.BlasThreads;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;

/**
 * Prints how many threads OpenBLAS had at first; then, for a large LU and a large product that each come after it was given as many threads
 * again, as ND4J does when it is loaded, the processor time of all other threads over that of the calling one.
 */
final class ThreadsOfBlas {
    private static final int N = 2500;

    private ThreadsOfBlas() {}

    public static void main(String[] args) throws InterruptedException {
        int threads = BlasThreads.atFirst();
        System.out.println(threads);
        BlasLibrary.loaded(); // checked, which calls the routines
        Buffer factors = matrix();
        Buffer a = matrix();
        Buffer product = matrix();
        IntPointer pivots = new IntPointer(N);
        System.out.println(leastShare(threads, () -> OpenBlas.getrf(N, factors.doublePointer(), pivots)));
        System.out.println(leastShare(
                threads,
                () -> OpenBlas.gemm(
                        false,
                        false,
                        N,
                        N,
                        N,
                        a.doublePointer(),
                        N,
                        a.doublePointer(),
                        N,
                        0,
                        product.doublePointer(),
                        N)));
    }

    private static Buffer matrix() {
        double[] numbers = new double[N * N];
        Arrays.setAll(numbers, i -> i % 1009 + (i % (N + 1) == 0 ? 1e6 : 0));
        return Buffer.of(TensorType.float64(N, N), numbers);
    }

    /** The least of three: the JVM may be compiling in one of them. Threads that share the work do so in each. */
    private static double leastShare(int threads, Runnable work) throws InterruptedException {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            Thread.sleep(200); // until the threads of OpenBLAS have given up spinning
            openblas_nolapack.blas_set_num_threads(threads);
            least = Math.min(least, shareOfOthers(work));
        }
        return least;
    }

    private static double shareOfOthers(Runnable work) {
        var process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long all = process.getProcessCpuTime();
        long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - own;
        all = process.getProcessCpuTime() - all;
        return (double) (all - own) / own;
    }
}
