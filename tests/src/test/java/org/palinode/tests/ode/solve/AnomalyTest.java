package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.AnomalyException;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;

/** Where a value that is not finite comes from. */
class AnomalyTest {
    /** y = 1 − t is below 0 after t = 1, where the root of it is no number. */
    private static final ODETerm<Tensor, Tensor> ROOT =
            new ODETerm<>((t, y, args) -> y.sqrt().times(0).minus(1));

    @Test
    void theFirstOperationForwardIsNamed() {
        SolveOptions options = SolveOptions.standard().dt0(0.4);
        assertThrows(
                SolveException.class,
                () -> diffeqsolve(ROOT, new RungeKutta4(), 0, 2, Tensor.of(1), null, options),
                "without the mode the end alone shows it");
        var found = assertThrows(
                AnomalyException.class,
                () -> diffeqsolve(ROOT, new RungeKutta4(), 0, 2, Tensor.of(1), null, options.findAnomalies()));
        assertEquals(2, found.step());
        assertEquals(0.8, found.t(), 1e-15);
        // y is 0.2, 0, 0 and −0.2 in the stages of the step from 0.8
        assertTrue(
                found.getMessage()
                        .matches(
                                "sqrt of \\[\\[-0\\.2.*\\] is \\[NaN\\].*, in evaluation 4 of the field in the step of size 0\\.\\d+ from t = 0\\.8 \\(step 2\\)"),
                found.getMessage());
    }

    /** No operation of the field makes the number: it was in the data that the field reads, from knot 2 at t = 2 on. */
    @Test
    void aTensorOfTheFieldThatIsNotFiniteIsNamed() {
        Tensor times = Tensor.of(0, 1, 2, 3);
        Tensor data = Tensor.of(5, 6, Double.NaN, 8).reshape(4, 1);
        var closes = new ODETerm<Tensor, Tensor>((t, y, args) -> {
            Indices piece = times.slice(0, 1, 3).searchSorted(t);
            Tensor from = data.take(0, piece);
            Tensor slope = data.take(0, piece.plus(1)).minus(from);
            return from.plus(slope.times(t.minus(times.take(0, piece))))
                    .reshape()
                    .minus(y);
        });
        var takes = new ODETerm<Tensor, Tensor>((t, y, args) -> args.sum().minus(y));
        for (SolveOptions options : List.of(
                SolveOptions.standard().dt0(0.25), SolveOptions.standard().controller(new PIDController(1e-6, 1e-6)))) {
            var found = assertThrows(
                    AnomalyException.class,
                    () -> diffeqsolve(closes, new Tsit5(), 0, 3, Tensor.scalar(1), null, options.findAnomalies()));
            assertTrue(
                    found.getMessage()
                            .startsWith(
                                    "the field reads f64[4, 1], an argument or a tensor that it closes over, and number 2 of it"
                                            + " is NaN, in the step of size "),
                    found.getMessage());
            assertEquals(1, found.t(), 0.25); // the last stage of the step from 0.75 reads the line to knot 2
            var given = assertThrows(
                    AnomalyException.class,
                    () -> diffeqsolve(
                            takes,
                            new Tsit5(),
                            0,
                            3,
                            Tensor.scalar(1),
                            Tensor.of(1, Double.NEGATIVE_INFINITY),
                            options.findAnomalies()));
            assertTrue(given.getMessage().contains("number 1 of it is -Infinity"), given.getMessage());
        }
    }

    /** √y at y = 0 is 0, and its slope is infinite: only the gradient is lost. */
    @Test
    void theFirstOperationBackwardIsNamed() {
        ODETerm<Tensor, Tensor> flat = new ODETerm<>((t, y, args) -> Tensor.stack(
                y.get(0).minus(y.get(0)).times(args), y.get(0).sqrt().plus(1)));
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options =
                    SolveOptions.standard().dt0(0.25).adjoint(adjoint).findAnomalies();
            Function<Tensor, Tensor> loss =
                    y0 -> diffeqsolve(flat, new RungeKutta4(), 0, 1, y0, Tensor.scalar(2), options)
                            .y1()
                            .sum();
            assertEquals(1, loss.apply(Tensor.of(0, 0)).item(), 1e-14);
            var found = assertThrows(
                    AnomalyException.class, () -> Autodiff.grad(loss).apply(Tensor.of(0, 0)), adjoint.toString());
            assertEquals(3, found.step(), "the last step is the first to be pulled back");
            // the fourth has the first cotangent that is not 0: the wrapper's second base step has none here
            assertTrue(
                    found.getMessage()
                            .contains("in the pull-back of evaluation 4"
                                    + " of the field in the step of size 0.25 from t = 0.75"),
                    found.getMessage());
        }
    }

    /** Its first step begins at t1, where √y has an infinite slope. */
    @Test
    void theBackwardSolveOfBacksolveIsLookedAtToo() {
        ODETerm<Tensor, Tensor> flat = new ODETerm<>((t, y, args) -> Tensor.stack(
                y.get(0).minus(y.get(0)).times(args), y.get(0).sqrt().plus(1)));
        for (SolveOptions steps : List.of(
                SolveOptions.standard().dt0(0.25), SolveOptions.standard().controller(new PIDController(1e-6, 1e-6)))) {
            SolveOptions options = steps.adjoint(new BacksolveAdjoint()).findAnomalies();
            Function<Tensor, Tensor> loss = y0 -> diffeqsolve(flat, new Tsit5(), 0, 1, y0, Tensor.scalar(2), options)
                    .y1()
                    .sum();
            var found = assertThrows(
                    AnomalyException.class, () -> Autodiff.grad(loss).apply(Tensor.of(0, 0)));
            assertEquals(1, found.t(), 0);
            assertTrue(
                    found.getMessage().startsWith("strong_divide of [1  f64[], 0  f64[]] is Infinity"),
                    found.getMessage());
            assertEquals(1, Autodiff.grad(loss).apply(Tensor.of(1, 0)).get(1).item(), 1e-6, "y₁(1) moves with y₁(0)");
        }
    }

    /** log(y₀ − 5) is no number and not taken; √y₁ is what ends up in the state, and what has an infinite slope at 0. */
    @Test
    void whatAChoiceLeavesOutIsNoAnomaly() {
        ODETerm<Tensor, Tensor> guarded = new ODETerm<>((t, y, args) -> {
            Tensor far = y.get(0).minus(5);
            Tensor chosen = Tensor.where(far.greater(0), far.log(), far.zerosLike());
            return Tensor.stack(chosen, y.get(1).sqrt().times(args));
        });
        SolveOptions options =
                SolveOptions.standard().dt0(0.25).adjoint(new DirectAdjoint()).findAnomalies();
        Function<Tensor, Tensor> loss =
                y0 -> diffeqsolve(guarded, new RungeKutta4(), 0, 1, y0, Tensor.scalar(2), options)
                        .y1()
                        .sum();
        var forward = assertThrows(AnomalyException.class, () -> loss.apply(Tensor.of(1, -1)));
        assertTrue(forward.getMessage().startsWith("sqrt of [-1"), forward.getMessage());
        assertEquals(1, loss.apply(Tensor.of(1, 0)).item(), 0, "the branch not taken does no harm");
        var backward =
                assertThrows(AnomalyException.class, () -> Autodiff.grad(loss).apply(Tensor.of(1, 0)));
        assertTrue(
                backward.getMessage().matches("strong_divide of \\[0\\.\\d+  f64\\[\\], 0  f64\\[\\]\\] is Infinity.*"),
                backward.getMessage());
        Tensor gradient = Autodiff.grad(loss).apply(Tensor.of(1, 1));
        assertEquals(1, gradient.get(0).item(), 0);
        assertEquals(
                2, gradient.get(1).item(), 1e-2); // y₁ = (1 + t)², so ∂y₁(1)/∂y₁(0) = 2, to the accuracy of four steps
    }

    @Test
    void aLossThatIsNotFiniteIsBlamed() {
        SolveOptions options = SolveOptions.standard().dt0(0.5).findAnomalies();
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        Function<Tensor, Tensor> loss = y0 -> diffeqsolve(decay, new RungeKutta4(), 0, 1, y0, null, options)
                .y1()
                .sqrt()
                .sum();
        var found =
                assertThrows(AnomalyException.class, () -> Autodiff.grad(loss).apply(Tensor.of(0)));
        assertTrue(
                found.getMessage()
                        .startsWith(
                                "the cotangent of a saved value is not finite at the end of the step of size 0.5 from t = 0.5; look at the loss and its data"),
                found.getMessage());
    }

    /** No step is ever accepted, or even attempted. */
    @Test
    void aFirstEvaluationThatIsNotFiniteIsNamed() {
        var adaptive = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        var log = new ODETerm<Tensor, Tensor>((t, y, args) -> y.log());
        var split = MultiTerm.<Tensor, Tensor>of((t, y, args) -> y.log(), (t, y, args) -> y.negate());
        for (SolveOptions options :
                List.of(adaptive, adaptive.dt0(0.1), SolveOptions.standard().dt0(0.1))) {
            for (Solver solver : List.of(
                    new Tsit5(),
                    new RungeKutta4(),
                    new Rodas5P(),
                    new Reversible(new Tsit5(), 0.999),
                    new Kvaerno3(RootFinder.newton().tolerances(1e-8, 1e-8)),
                    new KenCarp4(RootFinder.newton().tolerances(1e-8, 1e-8)))) {
                boolean runs = solver.estimatesError() || options.controller() instanceof ConstantStepSize;
                if (runs) {
                    var term = solver.splitsField() ? split : log;
                    var found = assertThrows(
                            AnomalyException.class,
                            () -> diffeqsolve(term, solver, 0, 1, Tensor.of(-1), null, options.findAnomalies()),
                            solver.toString());
                    assertTrue(
                            found.getMessage()
                                    .matches(
                                            "log of \\[\\[-1(\\.0+)?\\]  f64\\[1\\]\\] is \\[NaN\\]  f64\\[1\\], in evaluation .*"),
                            found.getMessage());
                    assertEquals(0, found.step());
                }
            }
        }
        String hint = assertThrows(
                        SolveException.class, () -> diffeqsolve(log, new Tsit5(), 0, 1, Tensor.of(-1), null, adaptive))
                .getMessage();
        assertTrue(hint.contains("SolveOptions.findAnomalies() names the operation that made it so"), hint);
    }

    /** The slope at y0 is computed before the first step, and pulled back after all others. */
    @Test
    void theSlopeAtTheStartIsLookedAtToo() {
        var term = new ODETerm<Tensor, Tensor>((t, y, args) -> y.sqrt().plus(1));
        SolveOptions options =
                SolveOptions.standard().dt0(0.25).adjoint(new DirectAdjoint()).findAnomalies();
        Function<Tensor, Tensor> loss = y0 ->
                diffeqsolve(term, new Tsit5(), 0, 1, y0, null, options).y1().sum();
        var found =
                assertThrows(AnomalyException.class, () -> Autodiff.grad(loss).apply(Tensor.of(0)));
        assertTrue(found.getMessage().startsWith("strong_divide of ["), found.getMessage());
        assertTrue(
                found.getMessage().contains("in the pull-back of evaluation 1 of the field at t = 0.0"),
                found.getMessage());
    }
}
