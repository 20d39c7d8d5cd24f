package org.palinode.tests.ode.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** As many jumps as fill their table, and one more or less: u' = a level(t) − u, whose level goes up and down by turns. */
class ManyJumpsTest {
    private static final double APART = 0.37;
    private static final double A = 1.7;

    /** A hundred times the tolerance of a step, of errors that the field forgets. */
    private static final double TOLERANCE = 1e-6;

    private static double[] jumps(int count) {
        return IntStream.rangeClosed(1, count).mapToDouble(i -> APART * i).toArray();
    }

    private static ODETerm<Tensor, Tensor> field(double[] jumps, boolean forward) {
        Tensor times = Tensor.of(jumps);
        Tensor changes = Tensor.of(IntStream.range(0, jumps.length)
                .mapToDouble(i -> 1 - 2 * (i % 2))
                .toArray());
        return new ODETerm<>((t, u, a) -> {
            Tensor slope = t.greater(times).dot(changes).times(a).minus(u);
            return forward ? slope : slope.negate();
        });
    }

    /** From u = 0, window after window; the level of window i is i modulo 2. */
    private static double exact(int count, boolean forward) {
        double u = 0;
        for (int i = 0; i <= count; i++) {
            double level = A * ((forward ? i : count - i) % 2);
            u = level + (u - level) * Math.exp(-APART);
        }
        return u;
    }

    @ParameterizedTest
    @CsvSource({"7, true", "8, false", "63, true", "64, true", "129, false", "129, true"})
    void eachIsSeenOnItsOwnSide(int count, boolean forward) {
        double[] jumps = jumps(count);
        double end = APART * (count + 1);
        double t0 = forward ? 0 : end;
        SolveOptions options = SolveOptions.standard()
                .maxSteps(20_000)
                .controller(new ClipStepSizeController(new PIDController(1e-8, 1e-8)).jumpTs(jumps));
        double exact = exact(count, forward);
        for (Solver solver : List.of(new Tsit5(), new Kvaerno5(), new Rodas5P())) {
            for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint())) {
                Function<Tensor, Tensor> last = a -> diffeqsolve(
                                field(jumps, forward),
                                solver,
                                t0,
                                end - t0,
                                Tensor.of(0.0),
                                a,
                                options.adjoint(adjoint))
                        .y1()
                        .sum();
                String what = solver + ", " + adjoint;
                assertEquals(exact, last.apply(Tensor.scalar(A)).item(), TOLERANCE, what);
                double slope = Autodiff.grad(last).apply(Tensor.scalar(A)).item();
                assertEquals(exact / A, slope, TOLERANCE, what); // u is linear in a
            }
        }
    }
}
