package org.palinode.tests.ode.stiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RosenbrockTableau;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/** States whose Jacobian is huge for a moment: what it damps is not damped a moment later. Alone, beside a slow and beside a stiff component. */
@Tag("thorough")
class MomentaryStiffnessTest {
    static Stream<Solver> solvers() {
        return Stream.of(
                new ImplicitEuler(),
                new Kvaerno3(),
                new Kvaerno4(),
                new Kvaerno5(),
                new KenCarp3(),
                new KenCarp4(),
                new KenCarp5(),
                new Sil3(),
                new Rodas5P(),
                new Tsit5());
    }

    static Stream<Solver> wrapped() {
        return Stream.of(
                new HalfSolver(new Rodas5P()), new Reversible(new Rodas5P()), new Rodas5P(MatrixStructure.diagonal()));
    }

    private static Term<Tensor, Tensor> term(Solver solver, VectorField<Tensor, Tensor> field) {
        return solver.splitsField() ? MultiTerm.of((t, y, a) -> y.zerosLike(), field) : new ODETerm<>(field);
    }

    private static final List<VectorField<Tensor, Tensor>> COMPANIONS = List.of(
            (t, y, a) -> y.sin().negate(),
            (t, y, a) -> y.square().negate().plus(1).times(1000));

    /** {@code fast} of the first number; of the second, where there is one, that of a companion. */
    private static VectorField<Tensor, Tensor> beside(int companion, VectorField<Tensor, Tensor> fast) {
        return companion < 0
                ? fast
                : (t, y, a) -> Tensor.stack(
                        fast.apply(t, y.get(0), a), COMPANIONS.get(companion).apply(t, y.get(1), a));
    }

    private static Tensor start(int companion, double y0) {
        return companion < 0 ? Tensor.of(y0) : Tensor.of(y0, 0.5);
    }

    /** y' = 1/y is y = √(y₀² + 2t), and −1/y₀² its slope: 1e8 at the start and 1/2 at the end. */
    @ParameterizedTest
    @MethodSource("solvers")
    void aStepOverTheFirstMomentIsNotAccepted(Solver solver) {
        for (double y0 : new double[] {1e-2, 1e-3, 1e-4}) {
            for (double dt0 : new double[] {1, 0.03}) {
                for (int companion = -1; companion < COMPANIONS.size(); companion++) {
                    VectorField<Tensor, Tensor> field = beside(companion, (t, y, a) -> y.power(-1));
                    SolveOptions options = SolveOptions.standard().dt0(dt0).controller(new PIDController(1e-3, 1e-6));
                    double y1 = diffeqsolve(term(solver, field), solver, 0, 1, start(companion, y0), null, options)
                            .y1()
                            .get(0)
                            .item();
                    // local errors of 1e-3 shrink as 1/y on the way: 12 of them remain at most, of the Euler method
                    assertEquals(Math.sqrt(y0 * y0 + 2), y1, 2e-2, "from " + y0 + " beside " + companion);
                }
            }
        }
    }

    /** From 1e-12 a step that was fooled ends where the slope is huge too, and so does the next. */
    @ParameterizedTest
    @MethodSource({"solvers", "wrapped"})
    void aStepWithinTheFirstMomentIsNotAcceptedEither(Solver solver) {
        for (double y0 : new double[] {1e-6, 1e-9, 1e-12}) {
            for (double dt0 : new double[] {1, 1e-3}) {
                double tolerance = solver.order() == 1 ? 1e-3 : 1e-5;
                SolveOptions options =
                        SolveOptions.standard().dt0(dt0).controller(new PIDController(tolerance, 1e-3 * tolerance));
                VectorField<Tensor, Tensor> field = (t, y, a) -> y.power(-1);
                double y1 = diffeqsolve(term(solver, field), solver, 0, 1, Tensor.of(y0), null, options)
                        .y1()
                        .item();
                assertEquals(Math.sqrt(2), y1, 20 * tolerance, "from " + y0); // as above
            }
        }
    }

    /** v' = −I (exp(kv) − 1) makes 1 − exp(−kv) decay with the rate kI; v is set to 1 where steps have become long. */
    @ParameterizedTest
    @MethodSource("solvers")
    void norIsOneOverTheMomentAfterAReset(Solver solver) {
        double current = 1e-6;
        double k = 40;
        double rest = -Math.expm1(-k) * Math.exp(-k * current * 0.5);
        double exact = -Math.log1p(-rest) / k;
        for (int companion = -1; companion < COMPANIONS.size(); companion++) {
            VectorField<Tensor, Tensor> field =
                    beside(companion, (t, v, a) -> v.times(k).expm1().times(-current));
            boolean alone = companion < 0;
            double tolerance = solver.order() == 1 ? 1e-3 : 1e-6;
            SolveOptions options = SolveOptions.standard()
                    .controller(new PIDController(tolerance, tolerance))
                    .events(Event.<Tensor, Tensor>when((t, v, a) -> t.minus(0.5))
                            .reset((t, v, a) -> alone ? v.onesLike() : Tensor.stack(Tensor.scalar(1), v.get(1))));
            Solution<Tensor> solution =
                    diffeqsolve(term(solver, field), solver, 0, 1, start(companion, 0.2), null, options);
            // errors before that are damped; 30 local errors
            assertEquals(exact, solution.y1().get(0).item(), 30 * tolerance, "beside " + companion);
            if (alone) {
                int rejected = solution.statistics().rejected(); // 17 on the way down from the size before, and more
                assertTrue(solver instanceof Tsit5 || rejected <= 12, "rejected " + rejected);
            }
        }
    }

    private static final RosenbrockTableau TABLEAU = new Rodas5P().tableau();

    /** The estimate of a step of a scalar field by the formulas: e = u₈, W₁e of the last stage, and the larger of |e| and e²/|W⁻¹W₁e|, |r| at most. */
    private static double[] estimates(DoubleUnaryOperator f, DoubleUnaryOperator slope, double y0, double h) {
        double[] u = new double[TABLEAU.stages()];
        double matrix = 1 - h * TABLEAU.gamma() * slope.applyAsDouble(y0);
        double y = 0;
        double right = 0;
        for (int i = 0; i < u.length; i++) {
            y = y0;
            double g = 0;
            for (int j = 0; j < i; j++) {
                y += TABLEAU.a(i)[j] * u[j];
                g += TABLEAU.g(i)[j] * u[j];
            }
            right = TABLEAU.gamma() * (h * f.applyAsDouble(y) + g);
            u[i] = right / matrix;
        }
        double e = u[u.length - 1];
        double other = 1 - h * TABLEAU.gamma() * slope.applyAsDouble(y);
        double corrected = Math.min(Math.abs(right), e * e / Math.abs(e * other / matrix));
        return new double[] {Math.abs(e), Math.max(Math.abs(e), corrected)};
    }

    @Test
    void theErrorOfARosenbrockStepLooksAtTheMatrixOfItsEndToo() {
        for (double h = 1e-9; h < 1; h *= 10) {
            double[] expected = estimates(y -> 1 / y, y -> -1 / (y * y), 1e-4, h);
            Tensor error = new Rodas5P()
                    .step((t, y) -> y.power(-1), Tensor.scalar(0), Tensor.scalar(h), Tensor.of(1e-4))
                    .error();
            assertEquals(expected[1], error.item(), 1e-9 * expected[1]); // sums of eight terms with factors up to 150
            if (h > 1e-5) {
                assertTrue(expected[1] > 30 * expected[0], "the matrix of the end is another, h = " + h);
            }
        }
        double[] expected = estimates(y -> -1e3 * y, y -> -1e3, 1, 0.01);
        assertEquals(expected[0], expected[1], 1e-12 * expected[0], "of a linear field it is the same");
    }
}
