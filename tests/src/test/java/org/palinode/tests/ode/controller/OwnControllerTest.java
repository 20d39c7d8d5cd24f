package org.palinode.tests.ode.controller;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** A step size controller that users write: the example of docs/guide/solvers.md. */
class OwnControllerTest {
    /** Halves a step with too large an error, and doubles the next one after an error that allows it. */
    private record Halving(ErrorScale scale) implements StepSizeController {
        @Override
        public StepSizes begin(Span span) {
            double first = span.dt0().orElseGet(span.automaticFirstStep());
            return new HalvedSteps(span, first);
        }

        @Override
        public StepSizes resume(Span span, double[] state) {
            return new HalvedSteps(span, state[0]);
        }

        @Override
        public Optional<ErrorScale> errorScale() {
            return Optional.of(scale);
        }
    }

    private static final class HalvedSteps implements StepSizes {
        private final double small;
        private double start;
        private double h;

        HalvedSteps(Span span, double first) {
            small = Math.pow(2, -span.errorOrder() - 1);
            start = span.t0();
            h = first;
        }

        @Override
        public double firstEnd() {
            return nextEnd();
        }

        @Override
        public Verdict judge(double from, double end, double error) {
            boolean accept = error <= 1; // not for NaN
            start = accept ? end : from;
            if (!accept) {
                h = (end - from) / 2;
            } else if (error < small) {
                h = 2 * h;
            }
            return accept ? Verdict.ACCEPT : Verdict.REJECT;
        }

        @Override
        public double nextEnd() {
            return start + h;
        }

        @Override
        public void cut(double end) {
            start = end;
        }

        @Override
        public void restart(double at) {
            start = at;
        }

        @Override
        public double[] state() {
            return new double[] {h};
        }
    }

    private static final ODETerm<Tensor, Tensor> DECAY =
            new ODETerm<>((t, y, p) -> y.times(p).negate());
    private static final SolveOptions OPTIONS =
            SolveOptions.standard().controller(new Halving(new ErrorScale(1e-8, 1e-10)));
    private static final Tensor RATE = Tensor.scalar(3);

    private static Solution<Tensor> solve(double t0, double t1, Tensor y0, Tensor rate, SolveOptions options) {
        return diffeqsolve(DECAY, new Tsit5(), t0, t1, y0, rate, options);
    }

    @Test
    void keepsItsTolerance() {
        Solution<Tensor> solution = solve(0, 2, Tensor.of(1), RATE, OPTIONS.dt0(2));
        assertEquals(Math.exp(-6), solution.y1().item(), 1e-8); // rtol, of a solution that is at most 1
        assertTrue(solution.statistics().rejected() > 0, "the first step is too long");
        Solution<Tensor> back = solve(2, 0, solution.y1(), RATE, OPTIONS);
        assertEquals(1, back.y1().item(), 1e-5); // errors at t = 2 grow by e⁶ = 403
    }

    @Test
    void itsStepsHaveGradients() {
        Function<Tensor, Tensor> loss =
                rate -> solve(0, 2, Tensor.of(1), rate, OPTIONS).y1().sum();
        Function<Tensor, Tensor> direct = rate -> solve(0, 2, Tensor.of(1), rate, OPTIONS.adjoint(new DirectAdjoint()))
                .y1()
                .sum();
        double wanted = -2 * Math.exp(-6);
        assertEquals(wanted, grad(loss).apply(RATE).item(), 1e-7); // the tolerance, and a power of ten
        assertEquals(grad(direct).apply(RATE).item(), grad(loss).apply(RATE).item(), 1e-16); // ulps of 5e-3
    }

    @Test
    void solvesContinueUnderItToTheBit() {
        Solution<Tensor> whole =
                solve(0, 2, Tensor.of(1), RATE, OPTIONS.saveAt(SaveAt.t1().andSteps()));
        double middle = whole.stepTimes()[3];
        Solution<Tensor> first =
                solve(0, middle, Tensor.of(1), RATE, OPTIONS.saveAt(SaveAt.t1().andState()));
        Solution<Tensor> second = solve(middle, 2, first.y1(), RATE, OPTIONS.from(first.state()));
        assertEquals(whole.y1().item(), second.y1().item());
        Stepper<Tensor> stepper = Stepper.init(DECAY, new Tsit5(), 0, 2, Tensor.of(1), RATE, OPTIONS);
        while (!stepper.isDone()) {
            stepper = stepper.step();
        }
        assertArrayEquals(whole.y1().toArray(), stepper.y().toArray());
    }

    @Test
    void eventsCutItsSteps() {
        Event<Tensor, Tensor> half =
                Event.<Tensor, Tensor>when((t, y, p) -> y.get(0).minus(0.5)).reset((t, y, p) -> y.plus(0.5));
        Solution<Tensor> solution = solve(0, 0.5, Tensor.of(1), RATE, OPTIONS.events(half.falling()));
        assertEquals(2, solution.events().size());
        assertEquals(Math.log(2) / 3, solution.events().get(0).t().item(), 1e-8); // the tolerance
        assertEquals(2 * Math.log(2) / 3, solution.events().get(1).t().item(), 2e-8);
    }
}
