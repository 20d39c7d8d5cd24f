package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.Continued.CONSTANT;
import static org.palinode.tests.ode.Continued.STATE;
import static org.palinode.tests.ode.Continued.solve;
import static org.palinode.tests.ode.Refusals.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.integrate.SolveState;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** What cannot go on from another solve is refused, and told how it could. */
class ContinuedRefusalTest {
    @Test
    void aStateThatDoesNotFitIsRefused() {
        SolveState state =
                solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT).state();
        Tensor y0 = Sample.AT.y0();
        refused(
                () -> solve(new ReversibleHeun(), 1, 2, y0, CONSTANT.from(state)),
                "the solver state is of Tsit5[], but this solve steps with ReversibleHeun[]; use the same solver under the same"
                        + " adjoint, or begin from y0 alone: SolveState.withoutSolver()");
        refused(
                () -> solve(new Tsit5(), 1, 2, y0, CONSTANT.from(state).adjoint(new ReversibleAdjoint())),
                "the solver state is of Tsit5[], but this solve steps with Reversible[Tsit5[], coupling=0.999]; use the same");
        refused(
                () -> solve(new Tsit5(), 1.5, 2, y0, CONSTANT.from(state)),
                "the state of a solve is that at t = 1.0, but this solve starts at t0 = 1.5; start where the other one ended");
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        refused(
                () -> diffeqsolve(decay, new Tsit5(), 1, 2, Tensor.of(1.0, 2), null, CONSTANT.from(state)),
                "the solver state holds f64[1, 3], [vectors, numbers of the state], but with this y0 the solver needs"
                        + " f64[1, 2]; go on with a y0 like that of the solve it comes from");
        refused(
                () -> solve(new Tsit5(), 1, 2, y0, CONSTANT.from(state).controller(new PIDController(1e-3, 1e-3))),
                "the controller state is of ConstantStepSize[], but this solve is under PIDController[rtol=0.001, atol=0.001];"
                        + " use the same controller");
        refused(
                () -> solve(
                        new Tsit5(),
                        1,
                        0,
                        y0,
                        SolveOptions.standard().dt0(-0.01).from(state)),
                "the controller state is of a solve in the direction 1.0 of time, but this one goes in the direction -1.0");
    }

    @Test
    void stepsThatWereGivenGoOnToTheLastOfThem() {
        StepTo steps = new StepTo(Sample.T0, 0.4, 0.9, 1.3);
        SolveOptions options = SolveOptions.standard().controller(steps).saveAt(STATE);
        SolveState state =
                solve(new Tsit5(), Sample.T0, 1.3, Sample.AT.y0(), options).state();
        refused(
                () -> solve(new Tsit5(), 1.3, 2, Sample.AT.y0(), options.from(state)),
                "the steps of this StepTo go on to 1.3, but the solve to 2.0; solve to 1.3, or begin with a StepTo from here");
    }

    @Test
    void aControllersStateHasAllItsNumbers() {
        PIDController pid = new PIDController(1e-6, 1e-6);
        for (var controller : List.of(pid, CONSTANT.controller(), new StepTo(1, 2), new ClipStepSizeController(pid))) {
            SolveState state =
                    new SolveState(1, Optional.empty(), Optional.of(new ControllerState(controller, 1, new double[0])));
            var refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> solve(
                            new Tsit5(),
                            1,
                            2,
                            Sample.AT.y0(),
                            CONSTANT.controller(controller).from(state)));
            assertTrue(
                    refusal.getMessage()
                            .matches("a state of " + controller.getClass().getSimpleName()
                                    + " has [1-5] numbers, got 0; "
                                    + "give all of ControllerState.numbers\\(\\), or begin step sizes anew: .*"),
                    refusal.getMessage());
        }
    }

    /** Steps of a tenth, by a controller that does not say where it stands. */
    private record Tenths() implements StepSizeController {
        private static final class Sizes implements StepSizes {
            private double next;

            Sizes(double t0) {
                next = t0 + 0.1;
            }

            @Override
            public double firstEnd() {
                return next;
            }

            @Override
            public Verdict judge(double start, double end, double error) {
                next = end + 0.1;
                return Verdict.ACCEPT;
            }

            @Override
            public double nextEnd() {
                return next;
            }
        }

        @Override
        public StepSizes begin(Span span) {
            return new Sizes(span.t0());
        }
    }

    @Test
    void aControllerThatDoesNotSayWhereItStandsIsRefusedBeforeTheFirstStep() {
        SolveOptions options = SolveOptions.standard().controller(new Tenths());
        assertEquals(
                20,
                solve(new Tsit5(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                        .statistics()
                        .accepted());
        List<Double> told = new ArrayList<>();
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> solve(
                        new Tsit5(),
                        Sample.T0,
                        1,
                        Sample.AT.y0(),
                        options.saveAt(STATE).onProgress(progress -> told.add(progress.t()), Duration.ZERO)));
        assertEquals(
                Tenths.Sizes.class.getName()
                        + " has no state from which another solve could go on; implement StepSizes.state and"
                        + " StepSizeController.resume, or solve without SaveAt.andState()",
                refusal.getMessage());
        assertEquals(List.of(), told);
        SolveState state =
                new SolveState(1, Optional.empty(), Optional.of(new ControllerState(new Tenths(), 1, new double[0])));
        var other = assertThrows(
                UnsupportedOperationException.class,
                () -> solve(new Tsit5(), 1, 2, Sample.AT.y0(), options.from(state)));
        assertEquals(
                Tenths.class.getName()
                        + " cannot go on with the steps of another solve; implement StepSizeController.resume, or leave its state"
                        + " out: SolveState.withoutController()",
                other.getMessage());
    }

    @Test
    void aStateThatWasNotKeptIsNotThere() {
        Solution<Tensor> without = solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT.saveAt(SaveAt.t1()));
        var refusal = assertThrows(IllegalStateException.class, without::state);
        assertEquals(
                "this solution did not keep where it ended; ask for it with SaveAt.t1().andState()",
                refusal.getMessage());
        Solution<Tensor> failed = solve(
                new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT.maxSteps(3).throwing(false));
        var failure = assertThrows(IllegalStateException.class, failed::state);
        assertTrue(
                failure.getMessage().startsWith("a failed solve has no state to go on from: "), failure.getMessage());
    }

    @Test
    void adjointsThatKnowNothingOfTheStateRefuseToDifferentiateThroughIt() {
        for (Adjoint adjoint : List.of(new BacksolveAdjoint(), new ImplicitAdjoint())) {
            SolveOptions options = SolveOptions.standard().dt0(0.02);
            var refusal = assertThrows(
                    UnsupportedOperationException.class,
                    () -> Autodiff.grad((Inputs in) -> {
                                Solution<Tensor> first =
                                        Sample.solve(in, new Tsit5(), Sample.T0, 1, options.saveAt(STATE));
                                Inputs there = new Inputs(first.y1(), in.args(), in.closedOver());
                                return Sample.solve(
                                                there,
                                                new Tsit5(),
                                                1,
                                                2,
                                                options.adjoint(adjoint).from(first.state()))
                                        .y1()
                                        .sum();
                            })
                            .apply(Sample.AT));
            assertTrue(
                    refusal.getMessage()
                            .startsWith(adjoint.getClass().getSimpleName()
                                    + " cannot differentiate through what a solver hands on"),
                    refusal.getMessage());
        }
    }
}
