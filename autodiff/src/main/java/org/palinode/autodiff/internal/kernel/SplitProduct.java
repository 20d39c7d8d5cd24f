package org.palinode.autodiff.internal.kernel;

import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.internal.kernel.parallel.KernelParts;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.memory.Kernel;

/**
 * A large product as products of its rows or its columns on several threads. Each number of C is a sum that one thread adds up, so
 * nothing is added afterwards, and results differ from those of a whole product by the rounding of another order of the terms at most.
 *
 * <p>BLAS itself works on one thread. Its own threads spin while they wait; these sleep, and are those of the other kernels.
 */
final class SplitProduct {
    /** Operations that make a part: 50 µs at 40 GFLOP/s, ten times what it costs to have it done by another thread. */
    static final double PART = 2e6;

    /** BLAS loses speed on thinner parts. */
    private static final int THINNEST = 48;

    /** Parts begin at multiples of this, the longest vector. */
    private static final int STEP = 16;

    private SplitProduct() {}

    /** The kernel of the product on these workers. */
    static Kernel of(Product product, Workers workers) {
        int parts = parts(product, workers.threads());
        if (parts < 2) {
            return TiledProduct.of(product);
        }
        boolean byRows = product.m() >= product.n();
        int length = byRows ? product.m() : product.n();
        Kernel[] kernels = new Kernel[parts];
        for (int i = 0; i < parts; i++) {
            int first = boundary(i, parts, length);
            int end = boundary(i + 1, parts, length);
            kernels[i] = TiledProduct.of(byRows ? product.rows(first, end) : product.columns(first, end));
        }
        KernelParts each = part -> kernels[part].run(); // made once: a run allocates nothing
        return () -> {
            OpenBlas.requireProducts();
            workers.run(parts, each);
        };
    }

    /** Two parts a thread, so that none waits long for another, where they are large enough. */
    private static int parts(Product product, int threads) {
        double operations = 2.0 * product.m() * product.n() * product.k();
        int most = (int) Math.min(Math.max(product.m(), product.n()) / THINNEST, operations / PART);
        return threads == 1 || most < 2 ? 1 : most >= 2 * threads ? 2 * threads : Math.min(most, threads);
    }

    private static int boundary(int part, int parts, int length) {
        return part == parts ? length : (int) ((long) length * part / parts) / STEP * STEP;
    }
}
