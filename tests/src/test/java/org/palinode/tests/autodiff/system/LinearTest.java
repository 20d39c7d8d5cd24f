package org.palinode.tests.autodiff.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.tests.autodiff.support.Close.assertClose;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.Allocation;

/** Matrices of each structure, factored once, against the dense solve. */
class LinearTest {
    private static final int N = 6;
    /** Condition numbers below 10; a few ulp of sums of six terms. */
    private static final double ROUNDING = 1e-13;

    static Stream<MatrixStructure> structures() {
        return Stream.of(
                MatrixStructure.dense(),
                MatrixStructure.diagonal(),
                MatrixStructure.banded(1, 1),
                MatrixStructure.banded(2, 0),
                MatrixStructure.banded(0, 3),
                MatrixStructure.banded(7, 9),
                MatrixStructure.blocks(1),
                MatrixStructure.blocks(3),
                MatrixStructure.blocks(6));
    }

    /** A well-conditioned matrix with this structure. */
    private static Tensor matrix(MatrixStructure structure) {
        Tensor full = RandomKey.of(3).normal(N, N).times(0.3).plus(Tensor.eye(N).times(2));
        double[] entries = new double[N * N];
        for (int row = 0; row < N; row++) {
            for (int seed = 0; seed < structure.seedCount(N); seed++) {
                int column = structure.column(row, seed, N);
                if (column >= 0) {
                    entries[row * N + column] = full.get(row, column).item();
                }
            }
        }
        return Tensor.of(full.shape(), entries);
    }

    @ParameterizedTest
    @MethodSource("structures")
    void factorsSolveInBothDirections(MatrixStructure structure) {
        Tensor a = matrix(structure);
        Tensor b = RandomKey.of(4).normal(3, N);
        Factors factors = Factors.of(structure, structure.compress(a));
        assertEquals(0, factors.status().item());
        assertClose(a.solve(b.transpose()).transpose().concrete(), factors.solve(b), 1e-12);
        assertClose(a.transpose().solve(b.transpose()).transpose().concrete(), factors.solveTransposed(b), 1e-12);
        assertClose(factors.solve(b).index(0, 1).concrete(), factors.solve(b.index(0, 1)), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("structures")
    void productsAreThoseOfTheFullMatrix(MatrixStructure structure) {
        Tensor a = matrix(structure);
        Tensor x = RandomKey.of(5).normal(2, N);
        Tensor y = RandomKey.of(6).normal(2, N);
        Tensor compressed = structure.compress(a);
        assertClose(x.matmul(a.transpose()).concrete(), structure.product(compressed, x), ROUNDING);
        assertClose(x.matmul(a).concrete(), structure.transposedProduct(compressed, x), ROUNDING);
        assertClose(structure.compress(x.transpose().matmul(y).concrete()), structure.outer(x, y), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("structures")
    void derivativesReachMatrixAndRightSideToSecondOrder(MatrixStructure structure) {
        Tensor compressed = structure.compress(matrix(structure));
        Tensor b = RandomKey.of(8).normal(2, N);
        for (boolean transposed : new boolean[] {false, true}) {
            Function<List<Tensor>, Tensor> loss = in -> {
                Factors factors = Factors.of(structure, in.get(0));
                Tensor once = transposed ? factors.solveTransposed(in.get(1)) : factors.solve(in.get(1));
                Tensor twice = transposed ? factors.solve(once.sin()) : factors.solveTransposed(once.sin());
                return twice.cos().sum();
            };
            Autodiff.checkGradients(loss, List.of(compressed, b));
        }
    }

    @Test
    void rowsAreExchangedWherePivotsAreSmall() {
        Tensor a = Tensor.of(new double[][] {{0, 2}, {4, 1}});
        Tensor b = Tensor.of(2.0, 6.0);
        for (MatrixStructure structure :
                List.of(MatrixStructure.dense(), MatrixStructure.banded(1, 1), MatrixStructure.blocks(2))) {
            Factors factors = Factors.of(structure, structure.compress(a));
            assertClose(Tensor.of(1.25, 1), factors.solve(b), ROUNDING);
            assertClose(Tensor.of(1.375, 0.5), factors.solveTransposed(Tensor.of(2.0, 3.25)), ROUNDING);
        }
    }

    /** y = tanh(A x) t has a Jacobian of A's structure. */
    @ParameterizedTest
    @MethodSource("structures")
    void onePassGivesTheJacobianOfAProgram(MatrixStructure structure) {
        Tensor a = matrix(structure);
        Tensor x = RandomKey.of(9).normal(N);
        Program function = Program.traceClosed(
                List.of(x.type(), Tensor.scalar(0).type()),
                in -> List.of(a.matmul(in.get(0)).tanh().times(in.get(1))));
        Tensor compressed = Tensor.apply(new JacobianCall(function, structure), x, Tensor.scalar(2));
        Tensor full = Autodiff.jacobian(at -> a.matmul(at).tanh().times(2), x);
        assertClose(structure.compress(full), compressed, ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("structures")
    void aBatchOfRightSidesIsSolvedAtOnce(MatrixStructure structure) {
        Tensor b = RandomKey.of(10).normal(4, 2, N);
        Factors factors = Factors.of(structure, structure.compress(matrix(structure)));
        BatchTrace batch = new BatchTrace(4);
        Tensor x = batch.values(factors.solve(batch.variable(b)));
        for (int i = 0; i < 4; i++) {
            assertClose(factors.solve(b.index(0, i)), x.index(0, i).concrete(), ROUNDING);
        }
    }

    @ParameterizedTest
    @MethodSource("structures")
    void aSingularMatrixIsReported(MatrixStructure structure) {
        Tensor zero = structure.compress(Tensor.zeros(N, N));
        assertEquals(1, Factors.of(structure, zero).status().item());
        assertEquals(1, Factors.of(structure, zero.plus(Double.NaN)).status().item());
        assertEquals(
                1,
                Factors.of(structure, zero.plus(Double.POSITIVE_INFINITY))
                        .status()
                        .item());
    }

    @ParameterizedTest
    @MethodSource("structures")
    void aRightSideThatIsNotANumberLeavesTheOthersRight(MatrixStructure structure) {
        Factors factors = Factors.of(structure, structure.compress(matrix(structure)));
        Tensor b = RandomKey.of(11).normal(1, N);
        Tensor x = factors.solve(Tensor.concatenate(0, b, Tensor.full(b.type(), Double.NaN), b));
        assertClose(factors.solve(b).index(0, 0), x.index(0, 0).concrete(), ROUNDING);
        assertClose(factors.solve(b).index(0, 0), x.index(0, 2).concrete(), ROUNDING);
        for (double number : x.index(0, 1).toArray()) {
            assertEquals(Double.NaN, number);
        }
    }

    /** A solve by itself throws; who asks for the status gets what it can get. */
    @ParameterizedTest
    @MethodSource("structures")
    void whatCannotBeSolvedIsNamed(MatrixStructure structure) {
        Tensor zero = structure.compress(Tensor.zeros(N, N));
        Tensor b = Tensor.ones(N);
        Function<Tensor, ArithmeticException> refusal = matrix -> assertThrows(
                ArithmeticException.class, () -> Factors.of(structure, matrix).solve(b));
        assertEquals(
                "solve met a singular matrix: a pivot of its LU factors is zero; its rows depend on each other",
                refusal.apply(zero).getMessage());
        double[] numbers = structure.compress(matrix(structure)).toArray();
        for (double lost : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            numbers[numbers.length - N] = lost; // row 0 of the last seed
            Tensor matrix = Tensor.of(zero.shape(), numbers);
            assertEquals(
                    "solve met a matrix that is not finite; look for what made it so, as with findAnomalies() in a solve",
                    refusal.apply(matrix).getMessage());
            assertThrows(
                    ArithmeticException.class,
                    () -> Factors.of(structure, matrix).solveTransposed(b));
            Factors.of(structure, matrix).attempt(b);
        }
    }

    @Test
    void singlePrecisionIsSolvedInDouble() {
        Tensor a = matrix(MatrixStructure.dense()).cast(DType.FLOAT32);
        Tensor b = RandomKey.of(4).normal(N).cast(DType.FLOAT32);
        Tensor x = Factors.of(MatrixStructure.dense(), MatrixStructure.dense().compress(a))
                .solve(b);
        assertEquals(DType.FLOAT32, x.dtype());
        assertClose(a.solve(b), x, 1e-5); // ulp of float32 times the condition number
    }

    @ParameterizedTest
    @MethodSource("structures")
    void factoringAndSolvingAllocateNothing(MatrixStructure structure) {
        Tensor compressed = structure.compress(matrix(structure));
        Program program = Program.traceClosed(
                List.of(compressed.type(), Tensor.zeros(N).type()),
                in -> List.of(Factors.of(structure, in.get(0)).solve(in.get(1))));
        Plan plan = Plan.of(program).build();
        plan.input(0).copyFrom(compressed.buffer());
        assertEquals(0, Allocation.perRun(plan::run));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var blocks = assertThrows(
                IllegalArgumentException.class, () -> MatrixStructure.blocks(4).seeds(N));
        assertEquals("blocks of size 4 do not fill a matrix of 6 rows; choose a divisor of 6", blocks.getMessage());
        var band = assertThrows(IllegalArgumentException.class, () -> MatrixStructure.banded(-1, 2));
        assertEquals(
                "a band needs 0 or more diagonals below and above, got -1 and 2; count those beside the main diagonal",
                band.getMessage());
        var size = assertThrows(IllegalArgumentException.class, () -> MatrixStructure.blocks(0));
        assertEquals("blocks need a size of at least 1, got 0", size.getMessage());
        var form = assertThrows(
                IllegalArgumentException.class, () -> Factors.of(MatrixStructure.diagonal(), Tensor.eye(3)));
        assertEquals(
                "a matrix with the structure Diagonal[] is factored in compressed form [seeds, n], got f64[3, 3]; see"
                        + " MatrixStructure.compress",
                form.getMessage());
    }
}
