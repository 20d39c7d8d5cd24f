package org.palinode.autodiff.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.palinode.autodiff.kernel.blas.BlasCore;
import org.palinode.autodiff.memory.Buffer;

/**
 * A product on one thread, in tiles so small that BLAS multiplies them where they lie. The factors of a large product are copied by BLAS
 * into an order of its own first, which pays where each copied number is used often enough: a weight of [1000, 1000] costs a tenth of the
 * time of its product with a batch of 100. Up to a million multiplications OpenBLAS copies nothing, on cores that have kernels for
 * that, and while a tile stays in the caches it comes within a few per cent of what the processor can do.
 *
 * <p>The tiles of a sum over k are added in the order of k, so runs repeat to the bit. Measured in docs/performance.md.
 */
public final class TiledProduct {
    /** Cores that have kernels for small matrices where they lie. */
    private static final Set<String> COPYING_NOTHING = Set.of("SkylakeX", "Cooperlake");

    /** Multiplications up to which they do so. */
    private static final int IN_PLACE = 1_000_000;

    /** Rows of a tile at most: more rows leave fewer terms, and each tile reads and writes its part of C. */
    private static final int ROWS = 128;

    /** Bytes of a row of a tile: six vectors, twice what the kernels hold in registers. */
    private static final int ROW_BYTES = 384;

    /** Numbers of B that stay in the second-level cache while the rows of A go by. */
    private static final int CACHED = 1 << 16;

    /** Rows so many bytes apart begin in the same place of the first-level cache. */
    private static final int PAGE = 4096;

    private TiledProduct() {}

    /** The kernel of the product, in tiles where that is faster. */
    static Kernel of(Product product) {
        return pays(product) ? inTiles(product) : product.gemm();
    }

    /** The kernel of C = op(A) op(B) + beta C in tiles, faster or not; the parameters are those of {@link Blas#gemm}. */
    public static Kernel of(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer c, double beta) {
        return inTiles(Product.whole(a, transposeA, b, transposeB, c, beta));
    }

    /**
     * Not where OpenBLAS copies nothing anyway; nor for a transposed B, along whose rows it cannot load vectors of a row of C, nor where those rows
     * compete for the same places in the first-level cache. Else where few rows make use of the copy of B, or B stays in the cache; for a transposed A,
     * where C does too.
     */
    private static boolean pays(Product product) {
        double m = product.m();
        double n = product.n();
        double k = product.k();
        if (product.transposeB()
                || m * n * k <= IN_PLACE
                || compete(product.b())
                || !COPYING_NOTHING.contains(BlasCore.inUse())) {
            return false;
        }
        return product.transposeA() ? m <= ROWS && m * n <= ROWS * ROWS : m <= ROWS || n * k <= CACHED;
    }

    private static boolean compete(Buffer rows) {
        return rows.shape().dim(1) * rows.dtype().bytes() % PAGE == 0;
    }

    private static Kernel inTiles(Product product) {
        int rows = even(product.m(), ROWS);
        int columns = Math.min(product.n(), ROW_BYTES / product.c().dtype().bytes());
        int terms = even(product.k(), IN_PLACE / (rows * columns));
        List<Kernel> tiles = new ArrayList<>();
        for (Product slab : cut(product.m(), rows, product::rows)) {
            for (Product block : cut(product.n(), columns, slab::columns)) {
                for (Product tile : cut(product.k(), terms, block::terms)) {
                    tiles.add(tile.gemm());
                }
            }
        }
        Kernel[] each = tiles.toArray(new Kernel[0]);
        return () -> {
            for (Kernel tile : each) {
                tile.run();
            }
        };
    }

    /** The length of parts that are as long as each other, about, and none longer than {@code most}. */
    private static int even(int length, int most) {
        int count = (length + most - 1) / most;
        return (length + count - 1) / count;
    }

    /** The part of a product from {@code first} to before {@code end}. */
    private interface Cut {
        Product part(int first, int end);
    }

    private static List<Product> cut(int length, int step, Cut cut) {
        List<Product> parts = new ArrayList<>();
        for (int first = 0; first < length; first += step) {
            parts.add(cut.part(first, Math.min(first + step, length)));
        }
        return parts;
    }
}
