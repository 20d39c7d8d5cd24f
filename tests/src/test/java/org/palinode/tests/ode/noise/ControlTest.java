package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.Path;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.ODETerm;

/** Equations that are driven by a path through data, over its increments and as ordinary ones. */
class ControlTest {
    private static final Tensor TIMES = Tensor.of(0, 0.3, 0.7, 1.1, 1.6, 2);

    /** X = (t, sin t) at the knots. */
    private static Tensor data() {
        return Tensor.stack(1, TIMES, TIMES.sin());
    }

    /** dy = y (a dt + b d sin t) has y = y₀ exp(a t + b sin t), whatever the path between the knots: the matrices commute. */
    private static ControlTerm<Tensor, Tensor> term(Path path) {
        return new ControlTerm<>((t, y, p) -> y.reshape(2, 1).times(p.reshape(1, 2)), path);
    }

    @Test
    void commutingFieldsHaveTheirClosedForm() {
        Tensor p = Tensor.of(0.3, -0.7);
        double expected = Math.exp(0.3 * 2 - 0.7 * Math.sin(2));
        for (Path path :
                List.of(LinearInterpolation.of(TIMES, data()), CubicInterpolation.backwardHermite(TIMES, data()))) {
            var adaptive = SolveOptions.standard().controller(new PIDController(1e-9, 1e-9));
            Tensor smooth = diffeqsolve(term(path).toOde(), new Tsit5(), 0, 2, Tensor.of(1, 2), p, adaptive)
                    .y1();
            assertEquals(expected, smooth.get(0).item(), 1e-7); // a hundred times the tolerance
            Tensor direct = diffeqsolve(
                            term(path),
                            new Dopri5(),
                            0,
                            2,
                            Tensor.of(1, 2),
                            p,
                            SolveOptions.standard().dt0(0.01))
                    .y1();
            assertEquals(2 * expected, direct.get(1).item(), 1e-10); // order 5 on increments that add up exactly
        }
    }

    /** Over increments of a smooth path Heun has order 2. */
    @Test
    void halfTheStepIsAQuarterOfTheError() {
        Path path = CubicInterpolation.backwardHermite(TIMES, data());
        Tensor p = Tensor.of(0.3, -0.7);
        double expected = Math.exp(0.3 * 2 - 0.7 * Math.sin(2));
        double[] errors = new double[2];
        for (int i = 0; i < 2; i++) {
            var options = SolveOptions.standard().dt0(0.02 / (1 << i));
            Tensor y1 = diffeqsolve(term(path), new Heun(), 0, 2, Tensor.of(1, 2), p, options)
                    .y1();
            errors[i] = Math.abs(y1.get(0).item() - expected);
        }
        assertEquals(2, Math.log(errors[0] / errors[1]) / Math.log(2), 0.1);
    }

    record Inputs(Tensor y0, Tensor p, Tensor data) {}

    @Test
    void gradientsReachTheDataUnderEveryAdjoint() {
        Inputs at = new Inputs(Tensor.of(1, 2), Tensor.of(0.3, -0.7), data());
        Inputs direct = null;
        for (Adjoint adjoint :
                List.<Adjoint>of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(5), new ReversibleAdjoint())) {
            var options = SolveOptions.standard().dt0(0.05).adjoint(adjoint);
            Function<Inputs, Tensor> loss = in -> {
                var control = new ControlTerm<Tensor, Tensor>(
                        (t, y, p) -> y.sin().reshape(2, 1).times(p.reshape(1, 2)),
                        LinearInterpolation.of(TIMES, in.data()));
                var term = control.plus(new ODETerm<>((t, y, p) -> y.negate()));
                return diffeqsolve(term, new Reversible(new Heun()), 0, 2, in.y0(), in.p(), options)
                        .y1()
                        .sum();
            };
            Inputs gradient = grad(loss).apply(at);
            if (direct == null) {
                direct = gradient;
                checkGradients(loss, at);
                assertTrue(gradient.data().abs().max().item() > 0.1);
            }
            assertEquals(0, gradient.data().minus(direct.data()).abs().max().item(), 1e-10, adjoint.toString());
            assertEquals(0, gradient.p().minus(direct.p()).abs().max().item(), 1e-10, adjoint.toString());
        }
    }

    @Test
    void shapesThatDoNotFitAreRefusedByBoth() {
        var wrong = new ControlTerm<Tensor, Void>((t, y, args) -> y, LinearInterpolation.of(TIMES, data()));
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(
                        wrong,
                        new Heun(),
                        0,
                        2,
                        Tensor.of(1, 2),
                        null,
                        SolveOptions.standard().dt0(0.1)));
        assertTrue(refusal.getMessage().contains("controlled by [2] must be [2, 2]"), refusal.getMessage());
    }
}
