package org.palinode.examples.doctor;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;

/** Times the BLAS on one square product. */
final class MatrixProduct {
    private static final int RUNS = 10;

    private MatrixProduct() {}

    /** Returns the best of ten runs of C = AB, n by n in double: 2n³ operations over the time taken. Takes about 0.1 s at 512. */
    static double gigaflops(int n) {
        try (DoublePointer a = filled(n);
                DoublePointer b = filled(n);
                DoublePointer c = filled(n)) {
            double best = Double.MAX_VALUE;
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
                best = Math.min(best, System.nanoTime() - start);
            }
            return 2.0 * n * n * n / best;
        }
    }

    private static DoublePointer filled(int n) {
        var values = new double[n * n];
        Arrays.setAll(values, i -> 1.0 / (1 + i % 97));
        return new DoublePointer(values);
    }
}
