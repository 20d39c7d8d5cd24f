package org.palinode.autodiff.internal.kernel.blas;

import org.bytedeco.javacpp.IntPointer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/**
 * Verdict on the loaded OpenBLAS. It is checked when this class is first asked, unless it is missing. The check calls the routines itself: the thread that runs
 * it finds the refusals still null and is let through, other threads wait until the check has ended. Then they are constants to the JIT
 * compiler, and asking costs nothing.
 */
final class Verdict {
    private Verdict() {}

    static BlasLibrary library() {
        BlasNatives.require();
        return Checked.LIBRARY;
    }

    static void letProductsThrough() {
        BlasNatives.require();
        BlasThreads.one();
        throwIfThereIs(Checked.PRODUCTS);
    }

    static void letSolutionsThrough() {
        BlasNatives.require();
        BlasThreads.one();
        throwIfThereIs(Checked.SOLUTIONS);
    }

    private static void throwIfThereIs(String refusal) {
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
    }

    /** Begun only where the library is there: a class that fails to begin says why once only. */
    private static final class Checked {
        static final BlasLibrary LIBRARY =
                new BlasLibrary(BlasLibrary.versionOfJar(), BlasCore.inUse(), SelfCheck.of(new Routines()));

        static final String PRODUCTS = LIBRARY.refusalOfProducts().orElse(null);
        static final String SOLUTIONS = LIBRARY.refusalOfSolutions().orElse(null);
    }

    private static final class Routines implements SelfCheck.Candidate {
        @Override
        public void multiply(Buffer a, Buffer b, Buffer c) {
            int m = c.shape().dim(0);
            int n = c.shape().dim(1);
            int k = b.shape().dim(0);
            if (c.dtype() == DType.FLOAT64) {
                OpenBlas.gemm(
                        false, false, m, n, k, a.doublePointer(), k, b.doublePointer(), n, 0, c.doublePointer(), n);
            } else {
                OpenBlas.gemm(false, false, m, n, k, a.floatPointer(), k, b.floatPointer(), n, 0, c.floatPointer(), n);
            }
        }

        @Override
        public void solve(Buffer a, Buffer right) {
            int n = a.shape().dim(0);
            try (IntPointer pivots = new IntPointer(n)) {
                OpenBlas.getrf(n, a.doublePointer(), pivots);
                OpenBlas.getrs(false, n, right.shape().dim(0), a.doublePointer(), pivots, right.doublePointer());
            }
        }
    }
}
