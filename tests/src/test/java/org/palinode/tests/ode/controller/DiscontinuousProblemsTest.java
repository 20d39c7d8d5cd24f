package org.palinode.tests.ode.controller;

import static java.lang.Math.exp;
import static java.lang.Math.pow;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.VectorField;

/**
 * Class F of DETEST: fields that jump, or whose slope is infinite, at the integers. Source of the problems: W. H. Enright, J. D. Pryce, "Two
 * FORTRAN packages for assessing initial value methods", ACM Trans. Math. Softw. 13, 1987; end values from closed forms and 113-bit arithmetic.
 */
class DiscontinuousProblemsTest {
    private static final double T1 = 20;
    private static final PIDController FINE = new PIDController(1e-10, 1e-10);
    private static final double[] INTEGERS =
            IntStream.range(1, 20).asDoubleStream().toArray();

    /**
     * @param jumps where the field jumps
     * @param told the error that is allowed where the controller knows the jumps, relative to the end and to 1 at least: 5 times the worst that
     *     five other programs showed at this tolerance, 1e-9 at least
     * @param untold the same where it does not know them
     */
    private record Discontinuous(
            String name,
            VectorField<Tensor, Tensor> field,
            double[] y0,
            double[] end,
            double[] jumps,
            double told,
            double untold) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** 1 where floor(t) is even, 0 where it is odd. */
    private static Tensor even(Tensor t) {
        return t.times(Math.PI).sin().greater(0);
    }

    static Stream<Discontinuous> problems() {
        double c = Math.PI * Math.PI + 0.01;
        double q = exp(0.1);
        double sum =
                IntStream.rangeClosed(1, 19).mapToDouble(i -> pow(i, 4.0 / 3)).sum();
        double decaying = 110.0 / 3;
        double y = 110;
        for (int k = 0; k < 20; k++) {
            y = k % 2 == 0 ? decaying + (y - decaying) * exp(-1.5) : 110 + (y - 110) * exp(-0.5);
        }
        return Stream.of(
                new Discontinuous(
                        "F1: an oscillator pushed to and fro",
                        (t, x, a) -> Tensor.stack(
                                x.get(1),
                                x.get(1)
                                        .times(0.2)
                                        .minus(x.get(0).times(c))
                                        .plus(even(t).times(2).minus(1))),
                        new double[] {0, 0},
                        new double[] {-(1 + q) * (exp(2) - 1) / (c * (q - 1)), 0},
                        INTEGERS,
                        1e-7,
                        1e-6),
                new Discontinuous(
                        "F2: decay whose rate is switched",
                        (t, x, a) -> x.times(even(t).plus(0.5)).negate().plus(55),
                        new double[] {110},
                        new double[] {y},
                        INTEGERS,
                        1e-9,
                        2e-8),
                new Discontinuous(
                        "F3: van der Pol, pushed by |sin πt|",
                        (t, x, a) -> Tensor.stack(
                                x.get(1),
                                x.get(1)
                                        .times(0.01)
                                        .times(x.get(0).square().negate().plus(1))
                                        .minus(x.get(0))
                                        .minus(t.times(Math.PI).sin().abs())),
                        new double[] {0, 0},
                        new double[] {-0.37269575530881774, -0.62301379492341929},
                        INTEGERS,
                        1e-9,
                        2e-7),
                new Discontinuous(
                        "F4: a spike, and decay from t = 10 on",
                        (t, x, a) -> {
                            Tensor s = t.minus(5);
                            Tensor spike = s.times(-120)
                                    .dividedBy(s.square().times(4).plus(1).power(16))
                                    .minus(2.0 / 21);
                            return Tensor.where(t.lessEqual(10), spike.reshape(1), x.times(-2));
                        },
                        new double[] {1},
                        new double[] {9.8150172497074182e-11},
                        new double[] {10},
                        1e-9,
                        1e-9),
                new Discontinuous(
                        "F5: slopes that are infinite at the integers",
                        (t, x, a) -> {
                            Tensor distance = t.minus(Tensor.of(INTEGERS));
                            Tensor root = distance.abs().power(1.0 / 3);
                            return x.times(Tensor.where(distance.greater(0), root, root.negate())
                                    .sum()
                                    .times(4 / (3 * sum)));
                        },
                        new double[] {1},
                        new double[] {1},
                        INTEGERS,
                        1e-6,
                        5e-6));
    }

    private static Solution<Tensor> solve(Discontinuous problem, SolveOptions options) {
        return diffeqsolve(
                new ODETerm<>(problem.field()),
                new Tsit5(),
                0,
                T1,
                Tensor.of(problem.y0()),
                null,
                options.maxSteps(100_000));
    }

    private static double error(Discontinuous problem, Solution<Tensor> solution) {
        double worst = 0;
        for (int i = 0; i < problem.end().length; i++) {
            double end = problem.end()[i];
            worst = Math.max(worst, Math.abs(solution.y1().get(i).item() - end) / Math.max(Math.abs(end), 1));
        }
        return worst;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    void endValuesAreMetWithTheJumpsKnownAndUnknown(Discontinuous problem) {
        ClipStepSizeController clipped = new ClipStepSizeController(FINE).jumpTs(problem.jumps());
        Solution<Tensor> told = solve(problem, SolveOptions.standard().controller(clipped));
        Solution<Tensor> untold = solve(problem, SolveOptions.standard().controller(FINE));
        assertTrue(error(problem, told) <= problem.told(), "told: " + error(problem, told));
        assertTrue(error(problem, untold) <= problem.untold(), "not told: " + error(problem, untold));
    }
}
