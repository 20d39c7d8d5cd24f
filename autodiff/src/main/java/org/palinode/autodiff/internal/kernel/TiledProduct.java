package org.palinode.autodiff.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.kernel.blas.BlasCore;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/**
 * A product on one thread, in tiles so small that BLAS multiplies them where they lie. The factors of a large product are copied by BLAS
 * into an order of its own first, which pays where each copied number is used often enough: a weight of [1000, 1000] costs a tenth of the
 * time of its product with a batch of 100. Small products are not copied, on cores that have kernels for that, and while a tile stays in the caches
 * it comes within a few per cent of what the processor can do.
 *
 * <p>The tiles of a sum over k are added in the order of k, so runs repeat to the bit. Measured in docs/reference/performance-measurements.md.
 */
final class TiledProduct {
    /** Multiplications up to which OpenBLAS copies nothing. */
    private static final int IN_PLACE = 1_000_000;

    /** Numbers of C up to which that is so for a transposed B, along whose rows its kernels add up. */
    private static final int IN_PLACE_TRANSPOSED = 1200;

    /** Rows of a tile at most: more rows leave fewer terms, and each tile reads and writes its part of C. */
    private static final int ROWS = 128;

    /** Bytes of a row of a tile: six vectors, twice what the kernels hold in registers. */
    private static final int ROW_BYTES = 384;

    /** Columns of a tile at most for a transposed B. */
    private static final int COLUMNS_TRANSPOSED = 48;

    /** Rows so many bytes apart begin in the same place of the first-level cache; longer ones change pages at each row. */
    private static final int PAGE = 4096;

    /** Bytes of eight vectors: a sum along rows is quick from there on. */
    private static final int LONG_SUM = 512;

    /** Terms of a sum along rows below which it is slow. */
    private static final int SHORT_SUM = 48;

    /** Uses of a number by BLAS that make up for copying it. */
    private static final int USES = 50;

    private TiledProduct() {}

    /** The kernel of the product, in tiles where that is faster. */
    static Kernel of(Product product) {
        return pays(product) ? inTiles(product) : product.gemm();
    }

    /** The kernel of C = op(A) op(B) + beta C in tiles, faster or not; the parameters are those of {@link Blas#gemm}. */
    public static Kernel of(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer c, double beta) {
        return inTiles(Product.whole(a, transposeA, b, transposeB, c, beta));
    }

    private static boolean pays(Product product) {
        return !isInPlace(product)
                && !compete(product.b())
                && (product.transposeB() ? paysTransposed(product) : paysStraight(product))
                && BlasCore.multipliesInPlace();
    }

    private static boolean isInPlace(Product product) {
        double numbers = (double) product.m() * product.n();
        return numbers * product.k() <= IN_PLACE && (!product.transposeB() || numbers <= IN_PLACE_TRANSPOSED);
    }

    private static boolean compete(Buffer rows) {
        return rowBytes(rows) % PAGE == 0;
    }

    private static int rowBytes(Buffer rows) {
        return rows.shape().dim(1) * rows.dtype().bytes();
    }

    /** True where rows of B are short, and where a few rows of A make little use of a copy of B. */
    private static boolean paysStraight(Product product) {
        return rowBytes(product.b()) <= PAGE || !product.transposeA() && product.m() <= ROWS;
    }

    /** True where a copied number is used seldom, m n / (m + n) times on average; the seldomer, the shorter the sums are. */
    private static boolean paysTransposed(Product product) {
        double m = product.m();
        double n = product.n();
        int sum = product.k() * product.b().dtype().bytes();
        return !product.transposeA()
                && product.k() >= SHORT_SUM
                && m * n * LONG_SUM <= USES * (m + n) * Math.min(sum, LONG_SUM);
    }

    private static Kernel inTiles(Product product) {
        boolean transposed = product.transposeB();
        int columns = transposed
                ? even(product.n(), COLUMNS_TRANSPOSED)
                : Math.min(product.n(), ROW_BYTES / product.c().dtype().bytes());
        int rows = even(product.m(), transposed ? IN_PLACE_TRANSPOSED / columns : ROWS);
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
