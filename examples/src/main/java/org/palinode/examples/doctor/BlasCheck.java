package org.palinode.examples.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palinode.autodiff.internal.kernel.blas.BlasCore;
import org.palinode.autodiff.internal.kernel.blas.BlasLibrary;
import org.palinode.autodiff.internal.kernel.blas.BlasThreads;
import org.palinode.autodiff.internal.kernel.blas.SelfCheck;
import org.palinode.autodiff.internal.kernel.parallel.ThreadCount;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.NativeLibraryException;

/** OpenBLAS: its kernels, whether they compute what they should, the threads that products are divided among, and what they reach. */
final class BlasCheck implements Check {
    private static final String THREADS_ADVICE =
            "ND4J's own operations run on several threads, which makes small ones 10 to 300 times slower while another process is"
                    + " busy (Palinode's products do not); set OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1 before the JVM starts";

    private static final int SIZE = 512;

    @Override
    public List<Finding> findings() {
        try {
            BlasLibrary blas = BlasLibrary.loaded();
            List<Finding> findings = new ArrayList<>(List.of(
                    library(blas, BlasThreads.atFirst(), Processor.ofThisMachine()),
                    check(blas),
                    threads(Workers.shared().threads(), Runtime.getRuntime().availableProcessors())));
            if (blas.check().multiplies()) {
                findings.add(speed("dgemm", DType.FLOAT64));
                findings.add(speed("sgemm", DType.FLOAT32));
            }
            return findings;
        } catch (NativeLibraryException e) {
            return List.of(Finding.fatal("BLAS", "does not load", e.getMessage()));
        }
    }

    static Finding library(BlasLibrary blas, int threads, Processor cpu) {
        String wanted = wantedCore(cpu);
        return Finding.of(
                        "BLAS",
                        "OpenBLAS " + blas.version() + ", core " + blas.core() + "; started with " + threads
                                + " thread(s), Palinode holds it to one")
                .adviseIf(!wanted.isEmpty() && !blas.core().equalsIgnoreCase(wanted), coreAdvice(wanted))
                .adviseIf(threads > 1, THREADS_ADVICE);
    }

    /** The finding on problems with known answers. Linear systems are refused wherever products are. */
    static Finding check(BlasLibrary blas) {
        SelfCheck check = blas.check();
        String text = String.format(
                Locale.ROOT, "products off by %.1e, residual of LU %.1e", check.product(), check.solution());
        return blas.refusalOfSolutions()
                .map(refusal -> Finding.fatal("BLAS check", text, refusal))
                .orElse(Finding.of("BLAS check", text));
    }

    /** The core to ask for, empty where the one in use is as good: docs/reference/performance-measurements.md has what each gives. */
    private static String wantedCore(Processor cpu) {
        if (cpu.has("avx512f")) {
            return BlasCore.multipliesInPlace() ? "" : "SkylakeX";
        }
        return cpu.isAmd() && cpu.has("avx2") ? "Zen" : "";
    }

    private static String coreAdvice(String wanted) {
        String set = System.getenv("OPENBLAS_CORETYPE");
        return set == null
                ? "set OPENBLAS_CORETYPE=" + wanted + " before the JVM starts: narrow products gain most"
                : "OPENBLAS_CORETYPE=" + set + " is set; unset it and ./palinode takes " + wanted
                        + ": narrow products gain most";
    }

    static Finding threads(int threads, int processors) {
        return Finding.of(
                        "Threads",
                        threads + " for large products and loops, one for smaller ones and in solves side by side ("
                                + ThreadCount.VARIABLE + " or -D" + ThreadCount.PROPERTY + " sets it)")
                .adviseIf(
                        threads > processors,
                        "more threads than processors (" + processors + ") wait for each other: lower "
                                + ThreadCount.VARIABLE);
    }

    private static Finding speed(String name, DType dtype) {
        double one = MatrixProduct.gigaflopsOfOneThread(SIZE, dtype);
        double all = MatrixProduct.gigaflops(SIZE, dtype);
        String text = "%.1f GFLOP/s on one thread, %.1f on %d, at %d x %d";
        return Finding.of(
                name,
                String.format(Locale.ROOT, text, one, all, Workers.shared().threads(), SIZE, SIZE));
    }
}
