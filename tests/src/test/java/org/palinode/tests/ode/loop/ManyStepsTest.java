package org.palinode.tests.ode.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Sample;

/** Solves beyond what is kept in one piece: of steps, rows, residuals, programs and idle steppers. */
class ManyStepsTest {
    private static final int STEPS = 30_000;
    private static final double STEP = 1e-3;

    static List<Adjoint> adjoints() {
        return List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint());
    }

    /**
     * A rotation by RK4: y_i = R^i y₀ with the complex number R = 1 + z + z²/2 + z³/6 + z⁴/24, z = iωh. Rows, residuals and records take several chunks of
     * 2¹⁸ bytes each. A gradient is the transposed powers, summed backward in plain numbers.
     */
    @ParameterizedTest
    @MethodSource("adjoints")
    void rowsAndResidualsOfManyStepsAreThoseOfPowers(Adjoint adjoint) {
        double omega = 2;
        ODETerm<Tensor, Tensor> rotation = new ODETerm<>(
                (t, y, w) -> Tensor.stack(y.get(1).times(w), y.get(0).times(w).negate()));
        SolveOptions options = SolveOptions.standard()
                .dt0(STEP)
                .maxSteps(STEPS)
                .saveAt(SaveAt.steps())
                .adjoint(adjoint);
        Function<Tensor, Tensor> rows =
                y0 -> diffeqsolve(rotation, new RungeKutta4(), 0, STEPS * STEP, y0, Tensor.scalar(omega), options)
                        .ys();
        double z = omega * STEP;
        double real = 1 - z * z / 2 + z * z * z * z / 24;
        double imaginary = z - z * z * z / 6;
        double[] y = {0.8, -0.3};
        double[] expected = new double[2 * STEPS];
        double a = y[0];
        double b = y[1];
        for (int i = 0; i < STEPS; i++) {
            double next = real * a + imaginary * b;
            b = real * b - imaginary * a;
            a = next;
            expected[2 * i] = a;
            expected[2 * i + 1] = b;
        }
        double[] bar = new double[2];
        for (int i = STEPS - 1; i >= 0; i--) {
            double first = bar[0] + Math.cos(2 * i + 1);
            double second = bar[1] + Math.cos(2 * i + 2);
            bar[0] = real * first - imaginary * second;
            bar[1] = imaginary * first + real * second;
        }
        var recording = Autodiff.vjp(rows, Tensor.of(y));
        // 30,000 steps of an ulp each; the copy of a reversible solve adds the error of its steps
        double tolerance = adjoint instanceof ReversibleAdjoint ? 1e-9 : 1e-11;
        assertEquals(0, Gap.absolute(Tensor.of(recording.value().shape(), expected), recording.value()), tolerance);
        Tensor weights = Autodiff.grad(Sample::weighted).apply(recording.value());
        Tensor gradient = recording.pullBack(weights);
        assertEquals(0, Gap.absolute(Tensor.of(bar), gradient), 1e-9); // sums of 60,000 cosines
    }

    /** Steps that follow no formula are listed: times and sizes of all of them, in chunks. */
    @Test
    void timesOfManyUnequalStepsAreKept() {
        double[] times = new double[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            double part = (double) i / STEPS;
            times[i] = 20 * part * (1 + 0.3 * (1 - part));
        }
        SolveOptions options =
                SolveOptions.standard().controller(new StepTo(times)).maxSteps(STEPS);
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, k) -> y.times(k).negate());
        var gradient = Autodiff.valueAndGrad(
                (Tensor k) -> diffeqsolve(decay, new Tsit5(), 0, 20, Tensor.of(1.0), k, options)
                        .y1()
                        .sum(),
                Tensor.scalar(0.1));
        assertEquals(Math.exp(-2), gradient.value().item(), 1e-12); // 30,000 roundings
        assertEquals(-20 * Math.exp(-2), gradient.gradient().item(), 1e-11);
    }

    /** More fields than the 64 whose programs are kept, more steppers than the 256 that wait for the next solve: each y' = −k y, k written into it. */
    @Test
    @Tag("slow") // 300 compilations
    void moreFieldsThanAreKeptStayRight() {
        for (int pass = 0; pass < 2; pass++) {
            for (int i = pass == 0 ? 0 : 290; i < 300; i++) {
                double rate = 0.5 + i * 0.01;
                ODETerm<Tensor, Void> decay = new ODETerm<>((t, y, none) -> y.times(-rate));
                Function<Tensor, Tensor> end = y0 -> diffeqsolve(
                                decay,
                                new Tsit5(),
                                0,
                                1,
                                y0,
                                (Void) null,
                                SolveOptions.standard().dt0(0.01))
                        .y1()
                        .sum();
                var gradient = Autodiff.valueAndGrad(end, Tensor.of(2.0));
                assertEquals(2 * Math.exp(-rate), gradient.value().item(), 1e-9, "rate " + rate); // order 5, h = 0.01
                assertEquals(Math.exp(-rate), gradient.gradient().item(), 1e-9, "rate " + rate);
            }
        }
    }
}
