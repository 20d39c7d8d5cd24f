package org.palinode.examples.doctor;

import java.util.List;
import java.util.Locale;

/** The BLAS that ND4J brings: its kernels, its threads and what they reach. */
final class BlasCheck implements Check {
    private static final String THREADS_ADVICE =
            " makes small products 10 to 300 times slower while another process is busy;"
                    + " set OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1 before the JVM starts";

    @Override
    public List<Finding> findings() {
        try {
            return List.of(library(OpenBlas.load(), Processor.ofThisMachine()), speed());
        } catch (LinkageError e) {
            return List.of(Finding.fatal(
                    "BLAS",
                    "does not load: " + e,
                    "the class path needs openblas with the classifier of this platform"));
        }
    }

    static Finding library(OpenBlas blas, Processor cpu) {
        String wanted = wantedCore(cpu);
        return Finding.of(
                        "BLAS",
                        "OpenBLAS " + blas.version() + ", core " + blas.core() + ", " + blas.threads() + " thread(s)")
                .adviseIf(!wanted.isEmpty() && !blas.core().equalsIgnoreCase(wanted), coreAdvice(wanted))
                .adviseIf(blas.threads() > 1, "more than one thread" + THREADS_ADVICE);
    }

    /** OpenBLAS 0.3.19 does not know newer AMD processors; returns the core to ask for, empty where it chooses well itself. */
    private static String wantedCore(Processor cpu) {
        if (!cpu.isAmd()) {
            return "";
        }
        return cpu.has("avx512f") ? "SkylakeX" : cpu.has("avx2") ? "Zen" : "";
    }

    private static String coreAdvice(String wanted) {
        String set = System.getenv("OPENBLAS_CORETYPE");
        return set == null
                ? "set OPENBLAS_CORETYPE=" + wanted + " before the JVM starts: large products gain up to a third here"
                : "OPENBLAS_CORETYPE=" + set + " is set; unset it and ./palinode takes " + wanted
                        + ": large products gain up to a third here";
    }

    private static Finding speed() {
        int n = 512;
        return Finding.of(
                "dgemm",
                String.format(Locale.ROOT, "%.1f GFLOP/s at %d x %d, double", MatrixProduct.gigaflops(n), n, n));
    }
}
