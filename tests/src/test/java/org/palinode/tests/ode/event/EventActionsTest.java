package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.VectorField;

/** What an event does does not depend on the order in which it was said: none of it is undone by what is said later. */
class EventActionsTest {
    private static final ODETerm<Tensor, Tensor> FALL =
            new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), Tensor.scalar(-1)));
    private static final VectorField<Tensor, Tensor> BOUNCE =
            (t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(-0.5));

    private static Event<Tensor, Tensor> ground() {
        return Event.<Tensor, Tensor>when((t, y, args) -> y.get(0)).falling();
    }

    private static Solution<Tensor> solve(Event<Tensor, Tensor> event) {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        return diffeqsolve(FALL, new Tsit5(), 0, 2.5, Tensor.of(0.5, 0), null, options.events(event));
    }

    /** From height 1/2 under g = 1 it lands at 1, at 2 and at 2.5, each time at half the speed. */
    @Test
    void anEventWithAResetKeepsItWhenItIsToldToContinue() {
        for (var event : List.of(
                ground().reset(BOUNCE),
                ground().reset(BOUNCE).continuing(),
                ground().continuing().reset(BOUNCE))) {
            Solution<Tensor> solution = solve(event);
            assertEquals(2, solution.events().get(1).t().item(), 1e-12); // parabolas are exact
            assertEquals(-0.25, solution.y1().get(1).item(), 1e-12);
        }
    }

    @Test
    void aLimitHoldsWhateverResetComesAfterIt() {
        for (var event : List.of(
                ground().atMost(1).reset(BOUNCE),
                ground().continuing().atMost(2).reset(BOUNCE),
                ground().reset(BOUNCE).atMost(2))) {
            Solution<Tensor> solution = solve(event);
            assertEquals(event.limit(), solution.events().size());
            assertEquals(event.limit(), solution.ts()[0], 1e-12); // it lands at 1 and at 2
        }
    }

    /** It has no zero between its two numbers: it never occurred. */
    @Test
    void aComparisonThatIsMeantAsABooleanConditionIsRefused() {
        for (VectorField<Tensor, Tensor> side : List.<VectorField<Tensor, Tensor>>of(
                (t, y, args) -> y.get(0).less(0.3),
                (t, y, args) -> y.get(0).minus(0.3).sign(),
                (t, y, args) -> t.times(3).floor())) {
            Event<Tensor, Tensor> event = Event.when((t, y, args) -> side.apply(t, y, args));
            var refusal = assertThrows(IllegalArgumentException.class, () -> solve(event));
            assertTrue(refusal.getMessage().contains("use Event.whenTrue"), refusal.getMessage());
        }
        var fine =
                Event.<Tensor, Tensor>when((t, y, args) -> Tensor.where(y.get(1).less(0), y.get(0), Tensor.scalar(1)));
        assertEquals(1, solve(fine.falling()).ts()[0], 1e-12);
    }

    /** The energy falls by bounces alone, to 1/8, 1/32, ...; each bounce is at the end of a step. */
    @Test
    void aBooleanConditionThatAResetMakesHoldEndsTheSolve() {
        var calm = Event.<Tensor, Tensor>whenTrue(
                (t, y, args) -> y.get(0).plus(y.get(1).square().times(0.5)).less(0.1));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        for (var events : List.of(List.of(ground().reset(BOUNCE), calm), List.of(calm, ground().reset(BOUNCE)))) {
            Solution<Tensor> solution = diffeqsolve(
                    FALL, new Tsit5(), 0, 2.9, Tensor.of(0.5, 0), null, options.events(events.get(0), events.get(1)));
            double end = solution.ts()[0];
            assertTrue(2 < end && end < 2.5, "it holds from the second bounce on, at 2, and ended at " + end);
        }
    }
}
