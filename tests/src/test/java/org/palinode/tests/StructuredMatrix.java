package org.palinode.tests;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A random matrix with entries where its structure has them. Sizes lie on both sides of those at which LAPACK's kernels change (8, 32, 64), and
 * beyond.
 */
public record StructuredMatrix(MatrixStructure structure, double[][] rows) {
    private static final int[] SIZES = {7, 8, 9, 33, 34, 65, 129};

    /** Dense, diagonal, a narrow band, one that is blocked by LAPACK, several blocks, one block. */
    public static List<MatrixStructure> structures(int n) {
        int half = IntStream.rangeClosed(1, n / 2)
                .filter(size -> n % size == 0)
                .max()
                .orElse(1);
        return List.of(
                MatrixStructure.dense(),
                MatrixStructure.diagonal(),
                MatrixStructure.banded(2, 1),
                MatrixStructure.banded(40, 70),
                MatrixStructure.blocks(half),
                MatrixStructure.blocks(n));
    }

    /** One of each structure and size, with diagonals from which rows are exchanged and conditions of 10 to 1,000. */
    public static Stream<StructuredMatrix> all() {
        return Arrays.stream(SIZES).boxed().flatMap(n -> structures(n).stream().map(structure -> of(structure, n, 1)));
    }

    /** With standard normal entries, and {@code weight} times 3 or −4 more on the diagonal. */
    public static StructuredMatrix of(MatrixStructure structure, int n, double weight) {
        Random random = new Random(n);
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int seed = 0; seed < structure.seedCount(n); seed++) {
                int j = structure.column(i, seed, n);
                if (j >= 0) {
                    rows[i][j] = random.nextGaussian() + (i == j ? weight * (i % 2 == 0 ? 3 : -4) : 0);
                }
            }
        }
        return new StructuredMatrix(structure, rows);
    }

    public int size() {
        return rows.length;
    }

    public Tensor tensor() {
        return Tensor.of(rows);
    }

    /** As {@link MatrixStructure#compress}. */
    public Tensor compressed() {
        return structure.compress(tensor());
    }

    @Override
    public String toString() {
        return structure + ", n = " + size();
    }
}
