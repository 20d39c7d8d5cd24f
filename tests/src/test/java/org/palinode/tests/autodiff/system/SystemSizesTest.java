package org.palinode.tests.autodiff.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.Root;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.PlainMatrix;
import org.palinode.tests.StructuredMatrix;

/** Linear and nonlinear systems of real sizes: by residuals, and against elimination and products in plain loops. */
@Tag("slow") // one run suffices: what counts here is LAPACK
class SystemSizesTest {
    private static final int[] RIGHT_SIDES = {1, 2, 5};

    static Stream<StructuredMatrix> matrices() {
        return StructuredMatrix.all();
    }

    static Stream<StructuredMatrix> denseMatrices() {
        return matrices().filter(matrix -> matrix.structure().equals(MatrixStructure.dense()));
    }

    private static double[][] random(int seed, int count, int n) {
        Random random = new Random(seed);
        return Stream.generate(() -> random.doubles(n, -1, 1).toArray())
                .limit(count)
                .toArray(double[][]::new);
    }

    /** Each row of x solves its equations to some roundings of the largest sum that its residual may come from. */
    private static void assertSolves(double[][] a, Tensor x, double[][] b, double epsilon) {
        double norm = Arrays.stream(a)
                .mapToDouble(row -> Arrays.stream(row).map(Math::abs).sum())
                .max()
                .orElseThrow();
        for (int side = 0; side < b.length; side++) {
            double[] solution = x.index(0, side).toArray();
            double[] product = PlainMatrix.times(a, solution);
            for (int i = 0; i < product.length; i++) {
                double rounding = epsilon * norm * PlainMatrix.largest(solution);
                assertEquals(b[side][i], product[i], 30 * rounding, "side " + side + ", row " + i);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("denseMatrices")
    void solveLeavesNoResidual(StructuredMatrix a) {
        for (int count : RIGHT_SIDES) {
            double[][] b = random(count, count, a.size());
            Tensor x = a.tensor().solve(Tensor.of(b).transpose()).transpose().concrete();
            assertSolves(a.rows(), x, b, DType.FLOAT64.epsilon());
            Tensor single = a.tensor()
                    .cast(DType.FLOAT32)
                    .solve(Tensor.of(b).cast(DType.FLOAT32).transpose());
            assertSolves(a.rows(), single.transpose().concrete(), b, DType.FLOAT32.epsilon());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void factorsLeaveNoResidualInBothDirections(StructuredMatrix a) {
        Factors factors = Factors.of(a.structure(), a.compressed());
        assertEquals(0, factors.status().item());
        for (int count : RIGHT_SIDES) {
            double[][] b = random(count, count, a.size());
            assertSolves(a.rows(), factors.solve(Tensor.of(b)), b, DType.FLOAT64.epsilon());
            assertSolves(
                    PlainMatrix.transposed(a.rows()),
                    factors.solveTransposed(Tensor.of(b)),
                    b,
                    DType.FLOAT64.epsilon());
        }
    }

    /** The solutions [k, n] of A x = b for each row of b, from the matrix in the form in which it is stored. */
    private interface Solver {
        Tensor solve(Tensor stored, Tensor b);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("denseMatrices")
    void derivativesOfSolveAreThoseOfPlainLoops(StructuredMatrix a) {
        for (int count : RIGHT_SIDES) {
            assertDerivatives(
                    a,
                    direction(a),
                    rows -> Tensor.of(rows),
                    (matrix, b) -> matrix.solve(b.transpose()).transpose(),
                    count);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void derivativesOfFactorsAreThoseOfPlainLoops(StructuredMatrix a) {
        for (int count : RIGHT_SIDES) {
            assertDerivatives(
                    a,
                    direction(a),
                    rows -> a.structure().compress(Tensor.of(rows)),
                    (matrix, b) -> Factors.of(a.structure(), matrix).solve(b),
                    count);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void derivativesOfTheTransposedSolveAreThoseOfPlainLoops(StructuredMatrix a) {
        assertDerivatives(
                new StructuredMatrix(a.structure(), PlainMatrix.transposed(a.rows())),
                PlainMatrix.transposed(direction(a)),
                rows -> a.structure().compress(Tensor.of(PlainMatrix.transposed(rows))),
                (matrix, b) -> Factors.of(a.structure(), matrix).solveTransposed(b),
                2);
    }

    private static double[][] direction(StructuredMatrix a) {
        return StructuredMatrix.of(a.structure(), a.size(), 0).rows();
    }

    /** From X̄: B̄ = A⁻ᵀX̄ and Ā = −B̄Xᵀ. From Ȧ and Ḃ: Ẋ = A⁻¹(Ḃ − ȦX). */
    private static void assertDerivatives(
            StructuredMatrix a, double[][] aDot, Function<double[][], Tensor> form, Solver solver, int count) {
        int n = a.size();
        double[][] b = random(1, count, n);
        double[][] bar = random(2, count, n);
        double[][] x = solutions(a.rows(), b);
        double[][] bBar = solutions(PlainMatrix.transposed(a.rows()), bar);
        Tape tape = new Tape();
        Tensor matrix = tape.variable(form.apply(a.rows()));
        Tensor right = tape.variable(Tensor.of(b));
        List<Tensor> cotangents =
                tape.pullBack(List.of(solver.solve(matrix, right)), List.of(Tensor.of(bar)), List.of(matrix, right));
        assertRelative(form.apply(negatedOuter(bBar, x)), cotangents.get(0));
        assertRelative(Tensor.of(bBar), cotangents.get(1));

        double[][] bDot = random(3, count, n);
        double[][] change = new double[count][n];
        for (int side = 0; side < count; side++) {
            double[] moved = PlainMatrix.times(aDot, x[side]);
            Arrays.setAll(change[side], at(bDot[side], moved));
        }
        Tangents tangents = new Tangents();
        Tensor moving = solver.solve(
                tangents.variable(form.apply(a.rows()), form.apply(aDot)),
                tangents.variable(Tensor.of(b), Tensor.of(bDot)));
        assertRelative(Tensor.of(solutions(a.rows(), change)), tangents.tangent(moving));
    }

    private static IntToDoubleFunction at(double[] first, double[] second) {
        return i -> first[i] - second[i];
    }

    private static double[][] solutions(double[][] a, double[][] b) {
        return Arrays.stream(b).map(side -> PlainMatrix.solve(a, side)).toArray(double[][]::new);
    }

    /** −Σ left rightᵀ over the rows of both. */
    private static double[][] negatedOuter(double[][] left, double[][] right) {
        double[][] sum = new double[left[0].length][left[0].length];
        for (int side = 0; side < left.length; side++) {
            for (int i = 0; i < sum.length; i++) {
                for (int j = 0; j < sum.length; j++) {
                    sum[i][j] -= left[side][i] * right[side][j];
                }
            }
        }
        return sum;
    }

    /** Two solves of conditions up to 1e4 each leave twelve digits less four. */
    private static void assertRelative(Tensor expected, Tensor actual) {
        double size = expected.abs().max().item();
        assertTrue(size > 1e-3, "something to compare with");
        assertEquals(expected.shape(), actual.shape());
        assertEquals(0, expected.minus(actual).abs().max().item(), 1e-9 * size);
    }

    /** A x + x³ = p has the root that p was made of; its derivative is that of the equation, J⁻¹ with J = A + 3 diag(x²). */
    @ParameterizedTest(name = "{0}")
    @MethodSource("matrices")
    void rootsAndTheirDerivativesAreThoseOfPlainLoops(StructuredMatrix a) {
        int n = a.size();
        double[] root = random(4, 1, n)[0];
        double[] p = PlainMatrix.times(a.rows(), root);
        double[][] jacobian = Arrays.stream(a.rows()).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < n; i++) {
            p[i] += Math.pow(root[i], 3);
            jacobian[i][i] += 3 * root[i] * root[i];
        }
        double[] bar = random(5, 1, n)[0];
        double[] pBar = PlainMatrix.solve(PlainMatrix.transposed(jacobian), bar);
        double[][] aBar = negatedOuter(new double[][] {pBar}, new double[][] {root});
        Tensor guess = Tensor.of(root).plus(1e-5); // so near that the chord converges for conditions of 1e4
        for (RootFinder method : List.of(RootFinder.newton(), RootFinder.chord(), RootFinder.veryChord())) {
            RootFinder finder =
                    method.tolerances(1e-13, 1e-13).maxIterations(100).structure(a.structure());
            Tape tape = new Tape();
            Tensor matrix = tape.variable(a.tensor());
            Tensor right = tape.variable(Tensor.of(p));
            Root found = finder.find(x -> matrix.matmul(x).plus(x.power(3)).minus(right), guess);
            assertEquals(RootStatus.CONVERGED.code(), found.status().concrete().item(), method.toString());
            assertRelative(Tensor.of(root), found.value().concrete());
            List<Tensor> cotangents =
                    tape.pullBack(List.of(found.value()), List.of(Tensor.of(bar)), List.of(matrix, right));
            assertRelative(Tensor.of(pBar), cotangents.get(1));
            assertRelative(
                    a.structure().compress(Tensor.of(aBar)), a.structure().compress(cotangents.get(0)));
        }
    }
}
