package org.palinode.tests.ode.stiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.PlainMatrix;
import org.palinode.tests.StructuredMatrix;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

/** Stiff systems of real sizes and every structure: steps and their gradients against the same formulas in plain loops. */
@Tag("slow") // one run suffices: what counts here is LAPACK
class StiffSizesTest {
    private static final double STEP = 0.05;
    private static final int STEPS = 2;

    /** What is differentiated: the start, the matrix and the rates of y' = A y − y³ + c y. */
    private record At(Tensor y0, Tensor a, Tensor c) {}

    /** A matrix of this structure with eigenvalues down to −100 or so, and numbers and directions beside it. */
    private record Case(StructuredMatrix matrix, double[][] y0, double[][][] a, double[][] c) {
        static Case of(StructuredMatrix matrix) {
            int n = matrix.size();
            Random random = new Random(n);
            double[][] a = StructuredMatrix.of(matrix.structure(), n, 0).rows();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] *= 3 / Math.sqrt(n);
                }
                a[i][i] -= 5 + 95.0 * i / n;
            }
            double[][] direction = matrix.rows();
            return new Case(matrix, two(random, n), new double[][][] {a, direction}, two(random, n));
        }

        private static double[][] two(Random random, int n) {
            return new double[][] {
                random.doubles(n, 0.5, 1.5).toArray(), random.doubles(n, -1, 1).toArray()
            };
        }

        At at(int part) {
            return new At(Tensor.of(y0[part]), Tensor.of(a[part]), Tensor.of(c[part]));
        }
    }

    private static Term<Tensor, List<Tensor>> term(Solver solver) {
        return solver.splitsField()
                ? MultiTerm.of(
                        (t, y, p) -> p.get(1).times(y),
                        (t, y, p) -> p.get(0).matmul(y).minus(y.power(3)))
                : new ODETerm<>((t, y, p) ->
                        p.get(0).matmul(y).minus(y.power(3)).plus(p.get(1).times(y)));
    }

    private static Tensor end(Solver solver, At in) {
        return diffeqsolve(
                        term(solver),
                        solver,
                        0,
                        STEPS * STEP,
                        in.y0(),
                        List.of(in.a(), in.c()),
                        SolveOptions.standard().dt0(STEP))
                .y1();
    }

    static Stream<Arguments> eachStructureAndSize() {
        return StructuredMatrix.all()
                .flatMap(matrix -> Stream.of(new Kvaerno3(), new KenCarp3(), new Rodas5P())
                        .map(solver -> Arguments.of(solver.getClass().getSimpleName(), matrix, solver)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("eachStructureAndSize")
    void oneSolverOfEachKindTakesTheStepsOfPlainLoops(String name, StructuredMatrix matrix, Solver solver) {
        check(matrix, solver);
    }

    static Stream<Arguments> eachSolver() {
        return Stream.of(Solvers.implicit(), Solvers.imex(), List.of(new Rodas5P()))
                .flatMap(List::stream)
                .flatMap(solver -> StructuredMatrix.structures(34).stream()
                        .map(structure -> Arguments.of(
                                solver.getClass().getSimpleName(), StructuredMatrix.of(structure, 34, 1), solver)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("eachSolver")
    void everySolverTakesTheStepsOfPlainLoops(String name, StructuredMatrix matrix, Solver solver) {
        check(matrix, solver);
    }

    private static void check(StructuredMatrix matrix, Solver any) {
        Solver solver = any.toRounding().withStructure(matrix.structure());
        Case problem = Case.of(matrix);
        double[][] expected = new PlainSteps(problem.a(), problem.c(), STEP).run(solver, problem.y0(), STEPS);
        var gradient = Autodiff.valueAndGrad((At in) -> Sample.weighted(end(solver, in)), problem.at(0));
        // Equations are solved to 1e-13; coefficients of up to 150 and two steps take three digits.
        assertEquals(0, Gap.relative(Tensor.of(expected[0]), end(solver, problem.at(0))), 1e-10);
        double slope = Sample.weighted(Tensor.of(expected[1])).item();
        At direction = problem.at(1);
        double actual = gradient.gradient()
                .y0()
                .dot(direction.y0())
                .plus(gradient.gradient().a().times(direction.a()).sum())
                .plus(gradient.gradient().c().dot(direction.c()))
                .item();
        assertTrue(Math.abs(slope) > 1e-3, "a derivative to speak of: " + slope);
        assertEquals(slope, actual, 1e-9 * (1 + Math.abs(slope)));
    }

    static Stream<StructuredMatrix> denseMatrices() {
        return StructuredMatrix.all().filter(matrix -> matrix.structure().equals(MatrixStructure.dense()));
    }

    /** A y − y³ = −b has one root y where A is negative; with J = A − 3 diag(y²), b̄ = −J⁻ᵀ ȳ and Ā = b̄ yᵀ. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("denseMatrices")
    void gradientsOfSteadyStatesAreThoseOfPlainLoops(StructuredMatrix matrix) {
        Case problem = Case.of(matrix);
        double[][] a = problem.a()[0];
        double[] b = problem.c()[0];
        double[] y = steadyState(a, b);
        double[] bar =
                IntStream.range(0, y.length).mapToDouble(k -> -Math.cos(k + 1)).toArray();
        double[] bBar = PlainMatrix.solve(PlainMatrix.transposed(jacobian(a, y)), bar);
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-9, 1e-9))
                .adjoint(new ImplicitAdjoint());
        ODETerm<Tensor, List<Tensor>> term = new ODETerm<>(
                (t, at, p) -> p.get(0).matmul(at).minus(at.power(3)).plus(p.get(1)));
        var gradient = Autodiff.grad((At in) -> Sample.weighted(
                        diffeqsolve(term, new Rodas5P(), 0, 20, in.y0(), List.of(in.a(), in.c()), options)
                                .y1()))
                .apply(problem.at(0));
        double[][] aBar = new double[y.length][y.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < y.length; j++) {
                aBar[i][j] = bBar[i] * y[j];
            }
        }
        // The solve ends as near to the steady state as its tolerance.
        assertEquals(0, Gap.relative(Tensor.of(bBar), gradient.c()), 1e-7);
        assertEquals(0, Gap.relative(Tensor.of(aBar), gradient.a()), 1e-7);
        assertEquals(0, gradient.y0().abs().max().item());
    }

    private static double[] steadyState(double[][] a, double[] b) {
        double[] y = new double[b.length];
        for (int iteration = 0; iteration < 30; iteration++) {
            double[] slope = PlainMatrix.times(a, y);
            for (int i = 0; i < y.length; i++) {
                slope[i] += b[i] - Math.pow(y[i], 3);
            }
            double[] increment = PlainMatrix.solve(jacobian(a, y), slope);
            for (int i = 0; i < y.length; i++) {
                y[i] -= increment[i];
            }
        }
        return y;
    }

    private static double[][] jacobian(double[][] a, double[] y) {
        double[][] jacobian = Arrays.stream(a).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < y.length; i++) {
            jacobian[i][i] -= 3 * y[i] * y[i];
        }
        return jacobian;
    }
}
