package org.palinode.autodiff.internal.kernel.convolution;

/**
 * Sizes of a convolution of images [n, c, lengths] with kernels [o, c, size] to [n, o, places].
 *
 * @param images n
 * @param image numbers of one, c · lengths
 * @param kernels o
 * @param terms of a sum, c · size
 * @param places of the window in an image
 * @param rows where in an image each row of its patches [c, size, places] begins
 * @param step distance in an image of two numbers of a row
 */
public record ConvolutionSizes(int images, int image, int kernels, int terms, int places, int[] rows, int step) {
    /** Bytes of a matrix of columns that stay in the second-level cache. */
    private static final int CACHED = 256 << 10;

    /** Columns that make a product worth its call. */
    private static final int WIDE = 400;

    /** Numbers of a run that is worth moving, which with strides is one of each image. */
    private static final int LONG_RUN = 16;

    /** Work of a part in ns: ten times what it costs to have it done by another thread. */
    private static final double PART = 20_000;

    private static final int MOST_PARTS = 16;

    /** About what it takes to move a number into the matrix of columns, and for a multiplication with it, in ns. */
    private static final double MOVE = 0.4;

    private static final double MULTIPLICATION = 0.03;

    boolean isEmpty() {
        return images == 0 || kernels == 0 || terms == 0 || places == 0;
    }

    /** Numbers of a row of patches, which lie side by side in the columns. */
    int rowLength() {
        return places * terms / rows.length;
    }

    /** Numbers of a row that lie side by side in an image. */
    int run() {
        return step == 1 ? rowLength() : 1;
    }

    /** Parts that are worth a thread each; they follow from the sizes alone, so that results do not depend on the number of threads. */
    int parts() {
        double numbers = (double) images * terms * places;
        double time = numbers * (MOVE + MULTIPLICATION * kernels);
        return (int) Math.max(1, Math.min(time / PART, Math.min(MOST_PARTS, images)));
    }

    /** The first image of a part; that of the part behind the last is the count. */
    int first(int part) {
        return (int) ((long) images * part / parts());
    }

    /** Images whose columns are made at a time: one that is large, or so many small ones that their matrix is wide but stays in the cache. */
    int together(int numberBytes) {
        long one = (long) terms * places * numberBytes;
        int wanted = Math.max(WIDE / places, LONG_RUN / run());
        return (int) Math.max(1, Math.min(Math.min(wanted, CACHED / one), (images + parts() - 1) / parts()));
    }
}
