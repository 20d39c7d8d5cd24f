package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jacobian;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.ode.SolveEach.solveEach;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Calls without type witnesses, whose types Java finds. That this file compiles is half of each test. */
class InferenceTest {
    private record Ball(Tensor height, Tensor speed) {}

    private static final SolveOptions OPTIONS = SolveOptions.standard().controller(new PIDController(1e-10, 1e-10));
    /** Some steps' errors at these tolerances. */
    private static final double SOLVED = 1e-8;

    @Test
    void derivativesAtAPointTakeALambda() {
        Tensor x = Tensor.of(1, 2);
        assertNumbers(grad(p -> p.square().sum(), x), 0, 2, 4);
        assertNumbers(valueAndGrad(p -> p.square().sum(), x).gradient(), 0, 2, 4);
        assertNumbers(hessian(p -> p.square().sum(), x), 0, 2, 0, 0, 2);
        assertNumbers(jacobian(p -> p.square(), x), 0, 2, 0, 0, 4);
        assertNumbers(jvp(p -> p.square(), x, x).tangent(), 0, 2, 8);
        assertNumbers(hvp(p -> p.square().sum(), x, x), 0, 2, 4);
        assertNumbers(vjp(p -> p.square(), x).pullBack(x), 0, 2, 8);
        Ball ball = new Ball(Tensor.scalar(3), Tensor.scalar(4));
        assertEquals(4, grad(b -> b.height().times(b.speed()), ball).height().item());
    }

    @Test
    void termsOfTensorsTakeALambda() {
        var decay = ODETerm.of((t, y) -> y.negate());
        assertNumbers(
                diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1), null, OPTIONS)
                        .y1(),
                SOLVED,
                Math.exp(-1));
        var scaled = ODETerm.of((t, y, rate) -> y.times(rate));
        assertNumbers(
                diffeqsolve(scaled, new Tsit5(), 0, 1, Tensor.of(1), Tensor.scalar(-2), OPTIONS)
                        .y1(),
                SOLVED,
                Math.exp(-2));
        assertNumbers(
                diffeqsolve(ODETerm.of((t, y) -> y.negate()), new Tsit5(), 0, 1, Tensor.of(1), null, OPTIONS)
                        .y1(),
                SOLVED,
                Math.exp(-1));
        ODETerm<Tensor, Ball> typed = ODETerm.of((t, y) -> y.negate());
        assertEquals(1, typed.drift().size());
        assertThrows(NullPointerException.class, () -> ODETerm.of((java.util.function.BinaryOperator<Tensor>) null));
    }

    @Test
    void eventsTakeTheirTypesFromATermOrFromTheParametersOfTheLambda() {
        var fall = ODETerm.of((t, y, g) -> Tensor.stack(y.get(1), g.negate()));
        var ground = Event.when(fall, (t, y, g) -> y.get(0)).falling();
        var same = Event.when((Tensor t, Tensor y, Tensor g) -> y.get(0)).falling();
        var low = Event.whenTrue(fall, (t, y, g) -> y.get(0).less(0)).atMost(1);
        for (var event : List.of(ground, same, low)) {
            var solution =
                    diffeqsolve(fall, new Tsit5(), 0, 10, Tensor.of(5, 0), Tensor.scalar(10), OPTIONS.events(event));
            double late = event == low ? 10 : SOLVED; // a condition that holds is seen at the end of a step
            assertEquals(1, solution.events().get(0).t().item(), late);
        }
        var ball = new ODETerm<>((Tensor t, Ball y, Tensor g) -> new Ball(y.speed(), g.negate()));
        var lands = Event.when(ball, (t, y, g) -> y.height()).falling();
        Ball start = new Ball(Tensor.scalar(5), Tensor.scalar(0));
        var solution = diffeqsolve(ball, new Tsit5(), 0, 10, start, Tensor.scalar(10), OPTIONS.events(lands));
        assertEquals(1, solution.events().get(0).t().item(), SOLVED);
    }

    @Test
    void outputsAndInstancesToo() {
        var scaled = ODETerm.of((t, y, rate) -> y.times(rate));
        var energy =
                SubSaveAt.of(scaled, SaveAt.t1(), (t, y, rate) -> y.square().sum());
        var options = OPTIONS.saveAt(SaveAt.subs(energy));
        var solution = diffeqsolve(scaled, new Tsit5(), 0, 1, Tensor.of(1), Tensor.scalar(-1), options);
        assertNumbers(solution.saved(energy).ys(), SOLVED, Math.exp(-2));
        var instances = List.of(
                new SolveInstance<>(0, 1, Tensor.of(1), Tensor.scalar(-1), OPTIONS),
                new SolveInstance<>(0, 2, Tensor.of(1), Tensor.scalar(-1), OPTIONS));
        assertNumbers(solveEach(scaled, new Tsit5(), instances).get(1).y1(), SOLVED, Math.exp(-2));
    }

    @Test
    void aMissingTermIsNamed() {
        assertEquals(
                "an event of a term needs the term, got null; leave it out and name the types instead",
                assertThrows(NullPointerException.class, () -> Event.when(null, (t, y, args) -> t))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> SubSaveAt.of(null, SaveAt.t1(), (t, y, args) -> y));
    }
}
