package org.palinode.tests.autodiff.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.decomposition.Determinant;
import org.palinode.autodiff.decomposition.Eigen;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.decomposition.Qr;
import org.palinode.autodiff.decomposition.Svd;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** What decompositions must multiply to, beyond the blocks and kernels of LAPACK; and where there is none. Figures are in ArrayFiguresTest. */
class LinearAlgebraTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 31, 32, 33, 34, 63, 64, 65, 127, 128, 129, 130, 200})
    void factorsMultiplyToTheirMatrix(int n) {
        Tensor x = RandomKey.of(n).normal(n, n);
        Tensor definite =
                x.matmul(x.transpose()).dividedBy(n).plus(Tensor.eye(n)).concrete();
        Tensor l = LinearAlgebra.cholesky(definite);
        assertNear(definite, l.matmul(l.transpose()), n);
        assertEquals(0, l.triu(1).abs().max().item());

        Eigen eigen = LinearAlgebra.eigh(definite);
        assertNear(
                definite,
                product(eigen.vectors(), eigen.values(), eigen.vectors().transpose()),
                n);
        assertOrthonormal(eigen.vectors());
        Determinant determinant = LinearAlgebra.slogdet(definite);
        assertEquals(1, determinant.sign().item());
        assertEquals(eigen.values().log().sum().item(), determinant.logarithm().item(), 1e-13 * n);

        assertNear(Tensor.eye(n), definite.matmul(LinearAlgebra.inverse(definite)), n);
        Tensor b = RandomKey.of(n).fold(1).normal(n, 3);
        assertNear(b, l.matmul(LinearAlgebra.solveLower(l, b)), n);
        assertNear(b, l.transpose().matmul(LinearAlgebra.solveUpper(l.transpose(), b)), n);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 31, 33, 64, 65, 130})
    void tallAndWideOnesToo(int n) {
        for (int m : new int[] {n + 1, 3 * n}) {
            Tensor tall = RandomKey.of(m).normal(m, n);
            for (Tensor a : new Tensor[] {tall, tall.transpose().concrete()}) {
                Qr qr = LinearAlgebra.qr(a);
                assertNear(a, qr.q().matmul(qr.r()), m);
                assertOrthonormal(qr.q());
                assertEquals(0, qr.r().tril(-1).abs().max().item());
                Svd svd = LinearAlgebra.svd(a);
                assertNear(a, product(svd.left(), svd.values(), svd.right()), m);
                assertOrthonormal(svd.left());
                assertOrthonormal(svd.right().transpose());
                double[] values = svd.values().negate().toArray();
                assertArrayEquals(Arrays.stream(values).sorted().toArray(), values);
                Tensor b = RandomKey.of(m).fold(1).normal(a.shape().dim(0), 2);
                Tensor x = LinearAlgebra.lstsq(a, b);
                Tensor residual = a.transpose().matmul(a.matmul(x).minus(b));
                assertEquals(
                        0,
                        residual.abs().max().item(),
                        1e-12 * m * a.square().sum().item());
            }
        }
    }

    private static Tensor product(Tensor left, Tensor values, Tensor right) {
        return left.times(values.expandDims(-2)).matmul(right);
    }

    private static void assertOrthonormal(Tensor q) {
        assertNear(
                Tensor.eye(q.shape().dim(-1)),
                q.transpose().matmul(q),
                q.shape().dim(-2));
    }

    /** To some roundings of sums of n numbers. */
    private static void assertNear(Tensor expected, Tensor actual, int n) {
        double size = expected.abs().max().item();
        assertEquals(0, expected.minus(actual).abs().max().item(), 1e-14 * (n + 10) * size);
    }

    /** λ = 2, 2, 5: the sum and the one that stands alone have slopes, single vectors of the pair have none. */
    @Test
    void atEqualEigenvaluesOnlyWhatHasASlopeHasOne() {
        Tensor q = LinearAlgebra.qr(RandomKey.of(1).normal(3, 3)).q();
        Tensor a = product(q, Tensor.of(2, 2, 5), q.transpose()).concrete();
        Tensor trace =
                Autodiff.<Tensor>grad(x -> LinearAlgebra.eigh(x).values().sum()).apply(a);
        assertNear(Tensor.eye(3), trace, 3);
        Tensor largest = Autodiff.<Tensor>grad(
                        x -> LinearAlgebra.eigh(x).values().get(2))
                .apply(a);
        Tensor vector = q.slice(1, 2, 3);
        assertNear(vector.matmul(vector.transpose()), largest, 3);
        Tensor same = Tensor.eye(3);
        Tensor ofVector = Autodiff.<Tensor>grad(
                        x -> LinearAlgebra.eigh(x).vectors().get(0, 1))
                .apply(same);
        assertFalse(Double.isFinite(ofVector.sum().item()));
        Tensor ofSingular = Autodiff.<Tensor>grad(
                        x -> LinearAlgebra.svd(x).left().get(0, 1))
                .apply(same);
        assertFalse(Double.isFinite(ofSingular.sum().item()));
    }

    @Test
    void determinantsHaveAnySize() {
        Tensor large = Tensor.eye(500).times(1e3);
        assertEquals(
                500 * Math.log(1e3), LinearAlgebra.slogdet(large).logarithm().item(), 1e-10);
        Tensor swapped = Tensor.of(new double[][] {{0, 2}, {3, 0}});
        assertEquals(-6, LinearAlgebra.det(swapped).item(), 1e-14);
        Tensor singular = Tensor.of(new double[][] {{1, 2}, {2, 4}});
        assertEquals(0, LinearAlgebra.det(singular).item());
        assertEquals(
                Double.NEGATIVE_INFINITY,
                LinearAlgebra.slogdet(singular).logarithm().item());
        assertEquals(1, LinearAlgebra.det(Tensor.zeros(0, 0)).item());
        assertThrows(
                ArithmeticException.class,
                () -> Autodiff.<Tensor>grad(LinearAlgebra::det).apply(singular));
    }

    @Test
    void whatHasNoFactorsIsRefusedAndWhatIsNotFiniteIsNaN() {
        refused(
                () -> LinearAlgebra.cholesky(Tensor.of(new double[][] {{1, 2}, {2, 1}})),
                "leading part [2, 2] of number 0");
        refused(
                () -> LinearAlgebra.solveLower(Tensor.of(new double[][] {{1, 0}, {3, 0}}), Tensor.of(1, 1)),
                "number 2 on the diagonal");
        refused(
                () -> LinearAlgebra.lstsq(Tensor.of(new double[][] {{1, 2}, {2, 4}, {3, 6}}), Tensor.of(1, 1, 1)),
                "of full rank");
        refused(
                () -> Autodiff.<Tensor>grad(a -> LinearAlgebra.qr(a).r().sum()).apply(Tensor.of(new double[][] {
                    {1, 2}, {2, 4}
                })),
                "the slope of qr needs matrices of full rank");
        refused(() -> LinearAlgebra.inverse(Tensor.zeros(2, 2)), "singular");
        assertThrows(IllegalArgumentException.class, () -> LinearAlgebra.cholesky(Tensor.ones(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> LinearAlgebra.svd(Tensor.ones(3)));
        assertThrows(IllegalArgumentException.class, () -> LinearAlgebra.solveUpper(Tensor.eye(3), Tensor.ones(2)));
        Tensor some = Tensor.of(new double[][] {{1, Double.NaN}, {0, Double.POSITIVE_INFINITY}});
        assertTrue(Double.isNaN(LinearAlgebra.cholesky(some).get(0, 0).item()));
        assertTrue(Double.isNaN(LinearAlgebra.eigh(some).values().get(0).item()));
        assertTrue(Double.isNaN(LinearAlgebra.svd(some).values().get(0).item()));
        assertTrue(Double.isNaN(LinearAlgebra.qr(some).q().get(0, 0).item()));
        assertTrue(Double.isNaN(LinearAlgebra.slogdet(some).logarithm().item()));
    }

    @Test
    void singlePrecisionIsDoubleInside() {
        Tensor a = RandomKey.of(5).normal(40, 40).cast(DType.FLOAT32);
        Tensor single = LinearAlgebra.svd(a).values();
        Tensor exact = LinearAlgebra.svd(a.cast(DType.FLOAT64)).values();
        assertEquals(DType.FLOAT32, single.dtype());
        assertArrayEquals(exact.cast(DType.FLOAT32).toArray(), single.toArray());
    }

    private static void refused(Runnable call, String text) {
        String message = assertThrows(ArithmeticException.class, call::run).getMessage();
        assertTrue(message.contains(text), message);
    }

    static Stream<Function<List<Tensor>, Tensor>> functions() {
        return Stream.of(
                in -> LinearAlgebra.cholesky(in.get(0)),
                in -> LinearAlgebra.qr(in.get(0)).r(),
                in -> LinearAlgebra.eigh(in.get(0)).vectors(),
                in -> LinearAlgebra.svd(in.get(0)).left(),
                in -> LinearAlgebra.det(in.get(0)),
                in -> LinearAlgebra.solveLower(in.get(0), in.get(1)),
                in -> LinearAlgebra.lstsq(in.get(0), in.get(1)),
                in -> in.get(0).solve(in.get(1)));
    }

    /** Matrices of a batch with right sides of all, and the other way round. */
    @ParameterizedTest
    @MethodSource("functions")
    void aBatchIsEachMemberByItself(Function<List<Tensor>, Tensor> function) {
        Tensor x = RandomKey.of(7).normal(3, 4, 4);
        Tensor matrices = x.matmul(x.transpose()).plus(Tensor.eye(4)).concrete();
        Tensor sides = RandomKey.of(8).normal(3, 4, 2);
        for (int choice = 1; choice < 4; choice++) {
            BatchTrace batch = new BatchTrace(3);
            boolean manyMatrices = choice % 2 == 1;
            boolean manySides = choice > 1;
            Tensor results = function.apply(List.of(
                    manyMatrices ? batch.variable(matrices) : matrices.get(0),
                    manySides ? batch.variable(sides) : sides.get(0)));
            for (int member = 0; member < 3; member++) {
                Tensor alone = function.apply(
                        List.of(matrices.get(manyMatrices ? member : 0), sides.get(manySides ? member : 0)));
                assertArrayEquals(
                        alone.toArray(), batch.values(results).get(member).toArray(), 1e-13);
            }
        }
    }
}
