package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RosenbrockTableau;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** Rodas5P: its order conditions, and its gradients, which go through the Jacobian in its formula. */
class RosenbrockTest {
    private static final RosenbrockTableau TABLEAU = new Rodas5P().tableau();
    private static final int STAGES = TABLEAU.stages();
    /** Γ, the inverse of I/γ − g; α = aΓ; β = α + Γ. */
    private static final double[][] GAMMA = gamma();

    private static final double[][] ALPHA = product(TABLEAU::a);
    private static final double[][] BETA = sum(ALPHA, GAMMA);

    private interface Rows {
        double[] get(int row);
    }

    private static double[][] gamma() {
        double[][] inverse = new double[STAGES][STAGES];
        for (int i = 0; i < STAGES; i++) {
            double[] g = TABLEAU.g(i);
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    sum += g[k] * inverse[k][j];
                }
                inverse[i][j] = TABLEAU.gamma() * sum;
            }
        }
        return inverse;
    }

    private static double[][] product(Rows rows) {
        return IntStream.range(0, STAGES).mapToObj(i -> timesGamma(rows.get(i))).toArray(double[][]::new);
    }

    private static double[] timesGamma(double[] row) {
        double[] result = new double[STAGES];
        for (int k = 0; k < row.length; k++) {
            for (int j = 0; j < STAGES; j++) {
                result[j] += row[k] * GAMMA[k][j];
            }
        }
        return result;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[STAGES][STAGES];
        for (int i = 0; i < STAGES; i++) {
            for (int j = 0; j < STAGES; j++) {
                sum[i][j] = a[i][j] + b[i][j];
            }
        }
        return sum;
    }

    /** Φ of a tree: a node with one child sees β, one with several α. Source: Hairer, Wanner, section IV.7. */
    private static double[] weights(RootedTree tree) {
        double[] weights = new double[STAGES];
        Arrays.fill(weights, 1);
        double[][] a = tree.children().size() == 1 ? BETA : ALPHA;
        for (RootedTree child : tree.children()) {
            double[] inner = weights(child);
            for (int i = 0; i < STAGES; i++) {
                weights[i] *= dot(a[i], inner);
            }
        }
        return weights;
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /** The largest miss of a condition Σ bᵢΦᵢ = θ^order/γ among trees of this order. */
    private static double miss(double[] m, int order, double theta) {
        double[] b = timesGamma(m);
        return RootedTree.of(order).stream()
                .mapToDouble(tree -> Math.abs(dot(b, weights(tree)) - Math.pow(theta, order) / tree.density()))
                .max()
                .orElseThrow();
    }

    /** Coefficients up to 150 with 16 digits: 2e-14 is seen. */
    @Test
    void allConditionsOfOrderFiveAreMetAndNoMore() {
        for (int order = 1; order <= 5; order++) {
            assertEquals(0, miss(TABLEAU.m(), order, 1), 1e-13);
        }
        assertTrue(miss(TABLEAU.m(), 6, 1) > 1e-3);
    }

    @Test
    void theErrorEstimateStartsWithOrderFive() {
        double[] embedded = TABLEAU.m();
        for (int i = 0; i < STAGES; i++) {
            embedded[i] -= TABLEAU.error()[i];
        }
        for (int order = 1; order <= 4; order++) {
            assertEquals(0, miss(embedded, order, 1), 1e-13);
        }
        assertTrue(miss(embedded, 5, 1) > 1e-3);
    }

    @Test
    void denseOutputIsOfOrderFour() {
        for (double theta : new double[] {0.1, 0.5, 0.9}) {
            double[] m = TABLEAU.m();
            for (int i = 0; i < STAGES; i++) {
                double inside = 0;
                for (int row = TABLEAU.denseRows() - 1; row >= 0; row--) {
                    inside = inside * theta + TABLEAU.dense(row)[i];
                }
                m[i] = theta * (m[i] + (1 - theta) * inside);
            }
            for (int order = 1; order <= 4; order++) {
                assertEquals(0, miss(m, order, theta), 1e-13);
            }
        }
    }

    /** R(∞) = 0 and |R| ≤ 1 on the negative axis. */
    @Test
    void stiffComponentsAreDampedInOneStep() {
        assertTrue(Math.abs(stability(-1e8)) < 1e-6);
        for (double z = -1e-3; z > -1e6; z *= 3) {
            assertTrue(Math.abs(stability(z)) <= 1, "at z = " + z);
        }
    }

    private static double stability(double z) {
        double[] u = new double[STAGES];
        for (int i = 0; i < STAGES; i++) {
            double right = z * (1 + dot(TABLEAU.a(i), u)) + dot(TABLEAU.g(i), u);
            u[i] = TABLEAU.gamma() * right / (1 - z * TABLEAU.gamma());
        }
        return 1 + dot(TABLEAU.m(), u);
    }

    @Test
    void everyDiscreteAdjointIsTheTransposeOfTheTangent() {
        SolveOptions adaptive = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-8))
                .saveAt(SaveAt.t0().andTs(0.7, 1.9).andT1());
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3))) {
            Function<Inputs, Tensor> loss = Sample.loss(new Rodas5P(), adaptive.adjoint(adjoint));
            Inputs reference = Inputs.forwardGradient(loss, Sample.AT);
            assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-12, adjoint.toString());
        }
    }

    @Test
    void theGradientIsThatOfTheWholeSolve() {
        for (Adjoint adjoint : List.of(new RecursiveCheckpointAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options =
                    SolveOptions.standard().dt0(0.1).saveAt(SaveAt.steps()).adjoint(adjoint);
            Function<Inputs, Tensor> loss = Sample.loss(new Rodas5P(), options);
            Inputs reference = Inputs.differences(loss, Sample.AT);
            assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-8); // central differences
        }
    }

    @Test
    void backsolveTakesItsStepsToo() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        Function<Inputs, Tensor> loss = Sample.loss(new Rodas5P(), options.adjoint(new BacksolveAdjoint()));
        Inputs reference = Autodiff.grad(Sample.loss(new Rodas5P(), options)).apply(Sample.AT);
        assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-6); // two solves to 1e-8
    }

    @Test
    void aStepCostsEightEvaluationsAndOneJacobian() {
        var statistics = Sample.solve(
                        Sample.AT, new Rodas5P(), 0, 1, SolveOptions.standard().dt0(0.1))
                .statistics();
        assertEquals(10, statistics.jacobians());
        assertEquals(80, statistics.evaluations());
    }

    /** The slope of √y is infinite at 0. */
    @Test
    void aJacobianThatIsNotFiniteEndsAFixedStep() {
        ODETerm<Tensor, Tensor> root = new ODETerm<>((t, y, args) -> y.sqrt());
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(root, new Rodas5P(), 0, 1, 0.1, Tensor.of(0.0), null));
        assertEquals(Result.SINGULAR_JACOBIAN, failure.result());
    }

    /** The slope of √t is infinite at 0 in t, that of √y in y. */
    @Test
    void aSlopeInTimeThatIsNotFiniteIsNamed() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        ODETerm<Tensor, Tensor> inTime = new ODETerm<>((t, y, args) -> t.sqrt().plus(y.times(0)));
        for (SolveOptions each : List.of(options, SolveOptions.standard().dt0(0.1))) {
            var failure = assertThrows(
                    SolveException.class, () -> diffeqsolve(inTime, new Rodas5P(), 0, 1, Tensor.of(0), null, each));
            assertEquals(Result.SINGULAR_JACOBIAN, failure.result());
            assertTrue(
                    failure.getMessage()
                            .endsWith(
                                    "; ∂f/∂t is not finite there, and Rosenbrock methods need it: begin a little later,"
                                            + " or use Kvaerno5, which does not"),
                    failure.getMessage());
            assertTrue(failure.explain().contains("∂f/∂t is not finite there"), failure.explain());
        }
        var atRoot = assertThrows(
                SolveException.class,
                () -> diffeqsolve(
                        new ODETerm<Tensor, Tensor>((t, y, args) -> y.sqrt()),
                        new Rodas5P(),
                        0,
                        1,
                        Tensor.of(0.0, 1),
                        null,
                        options));
        assertEquals(Result.SINGULAR_JACOBIAN, atRoot.result());
        assertTrue(
                atRoot.getMessage()
                        .endsWith(
                                "; ∂f/∂y is not finite there: begin where it is, or use an explicit solver, such as Tsit5"),
                atRoot.getMessage());
    }

    @Test
    void coefficientsThatDoNotAgreeAreRefused() {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new RosenbrockTableau(
                        0.5,
                        new double[] {0, 0.75},
                        new double[] {0.5, 0},
                        new double[][] {{}, {2}},
                        new double[][] {{}, {-2}},
                        new double[] {1.5, 0.5},
                        new double[] {0, 1},
                        new double[][] {}));
        assertTrue(refusal.getMessage().contains("needs c = 1.0 in stage 1"), refusal.getMessage());
    }
}
