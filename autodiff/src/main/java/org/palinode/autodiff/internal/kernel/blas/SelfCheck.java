package org.palinode.autodiff.internal.kernel.blas;

import java.util.Random;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Results of BLAS and LAPACK on two problems with known answers. OpenBLAS has had kernels, chosen by the processor, that return wrong
 * numbers and no error: the LU of 0.3.19 on SkylakeX from 8 rows on, its products on Cooperlake, large ones most. Both are seen here.
 *
 * @param product largest error of products of whole numbers, [24, 120] × [120, 400] in both precisions, where right is 0
 * @param solution largest residual A x − b of 40 equations with two right sides, solved by LU, where right is about 1e-14
 */
public record SelfCheck(double product, double solution) {
    private static final int M = 24;
    private static final int K = 120;
    private static final int N = 400;

    /** Primes: no kernel steps by a multiple. */
    private static final int SHORT_PERIOD = 11;

    private static final int LONG_PERIOD = 97;

    private static final int EQUATIONS = 40;
    private static final int RIGHT_SIDES = 2;

    /** Rounding leaves some ulp of sums of 40 terms of size 10; the wrong kernels that are known leave more than 0.01. */
    private static final double LIMIT = 1e-11;

    /** Library that is checked. */
    interface Candidate {
        /** C = A B for A [m, k], B [k, n], C [m, n] of one type. */
        void multiply(Buffer a, Buffer b, Buffer c);

        /** Overwrites each row of {@code right} [count, n] by the x of A x = b; A [n, n] lies column by column and may be overwritten. */
        void solve(Buffer a, Buffer right);
    }

    /** Tries both problems, which takes a few milliseconds in a JVM that has just started. */
    static SelfCheck of(Candidate candidate) {
        Random random = new Random(2);
        double[] left = numbers(random, SHORT_PERIOD, M + K);
        double[] right = numbers(random, SHORT_PERIOD, K + N);
        double[][] sums = sums(left, right);
        double product = Math.max(
                product(candidate, TensorType.float64(), left, right, sums),
                product(candidate, TensorType.float32(), left, right, sums));
        double[] matrix = numbers(random, LONG_PERIOD, EQUATIONS * EQUATIONS);
        double[] sides = numbers(random, LONG_PERIOD, RIGHT_SIDES * EQUATIONS);
        return new SelfCheck(product, solution(candidate, matrix, sides));
    }

    /** True if products may be used. */
    public boolean multiplies() {
        return product == 0;
    }

    /** True if linear systems may be solved: by LU, which multiplies. */
    public boolean solves() {
        return multiplies() && solution <= LIMIT;
    }

    /** A[i, p] = left[i + p] and B[p, j] = right[p + j], so that C[i, j] depends on i and j modulo the period only. */
    private static double[][] sums(double[] left, double[] right) {
        double[][] sums = new double[SHORT_PERIOD][SHORT_PERIOD];
        for (int i = 0; i < SHORT_PERIOD; i++) {
            for (int j = 0; j < SHORT_PERIOD; j++) {
                for (int p = 0; p < K; p++) {
                    sums[i][j] += left[i + p] * right[p + j];
                }
            }
        }
        return sums;
    }

    private static double product(
            Candidate candidate, TensorType scalar, double[] left, double[] right, double[][] sums) {
        Buffer product = Buffer.allocate(scalar.with(Shape.of(M, N)));
        candidate.multiply(
                windows(scalar.with(Shape.of(M, K)), left), windows(scalar.with(Shape.of(K, N)), right), product);
        double[] c = product.toArray();
        double worst = 0;
        for (int i = 0; i < M; i++) {
            double[] row = sums[i % SHORT_PERIOD];
            for (int j = 0; j < N; j++) {
                worst = Math.max(worst, Math.abs(c[i * N + j] - row[j % SHORT_PERIOD]));
            }
        }
        return worst;
    }

    private static double solution(Candidate candidate, double[] matrix, double[] right) {
        Buffer solution = Buffer.of(TensorType.float64(RIGHT_SIDES, EQUATIONS), right);
        candidate.solve(Buffer.of(TensorType.float64(EQUATIONS, EQUATIONS), matrix), solution);
        double[] x = solution.toArray();
        double worst = 0;
        for (int at = 0; at < right.length; at++) {
            int row = at % EQUATIONS;
            double residual = -right[at];
            for (int column = 0; column < EQUATIONS; column++) {
                residual += matrix[column * EQUATIONS + row] * x[at - row + column];
            }
            worst = Math.max(worst, Math.abs(residual));
        }
        return worst;
    }

    /** Whole numbers that repeat after a period: few are drawn, and few different sums stand in a product. */
    private static double[] numbers(Random random, int period, int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i < period ? random.nextInt(9) - 4 : numbers[i - period];
        }
        return numbers;
    }

    /** The matrix whose row i is numbers[i ...]. */
    private static Buffer windows(TensorType type, double[] numbers) {
        Buffer line = Buffer.of(type.with(Shape.of(numbers.length)), numbers);
        Buffer matrix = Buffer.allocate(type);
        int number = type.dtype().bytes();
        int row = type.shape().dim(1) * number;
        for (int i = 0; i < type.shape().dim(0); i++) {
            matrix.bytes().put(i * row, line.bytes(), i * number, row);
        }
        return matrix;
    }
}
