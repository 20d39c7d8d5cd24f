package org.palinode.tests.ode.resume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.resume.Continued.CONSTANT;
import static org.palinode.tests.ode.resume.Continued.STATE;
import static org.palinode.tests.ode.resume.Continued.solve;
import static org.palinode.tests.ode.support.Refusals.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
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
import org.palinode.ode.event.Event;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

/** What cannot go on from another solve is refused, and told how it could. */
class ContinuedRefusalTest {
    @Test
    void aStateThatDoesNotFitIsRefused() {
        Solution<Tensor> first = solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT);
        ResumePoint state = first.state();
        Tensor y0 = first.y1();
        refused(
                () -> solve(new ReversibleHeun(), 1, 2, y0, CONSTANT.from(state)),
                "the solver state is of Tsit5[], but this solve steps with ReversibleHeun[]; use the same solver under the same"
                        + " adjoint, or begin from y0 alone: ResumePoint.withoutSolver()");
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
                        + " f64[1, 2]; continue with a y0 like that of the solve it comes from");
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

    /** Solvers that hand something on: a slope, a copy and its slope, the step before, a copy; fixed steps and adaptive ones. */
    @ParameterizedTest
    @MethodSource("handingOn")
    void whatWasMadeFromSomethingElseIsRefused(Solver solver) {
        Inputs in = Sample.AT;
        Solution<Tensor> first = solve(solver, Sample.T0, 1, in.y0(), CONSTANT);
        SolveOptions options = CONSTANT.from(first.state());
        Tensor y0 = first.y1();
        String rest =
                "; continue with the y, the arguments and the field of the solve that the state comes from, or begin from y0"
                        + " alone: ResumePoint.withoutSolver()";

        Tensor other = y0.plus(Tensor.of(0, 1e-12, 0));
        refused(
                () -> Sample.solve(new Inputs(other, in.args(), in.closedOver()), solver, 1, 2, options),
                "the carry of " + solver + " belongs to another solve: y[1] is "
                        + other.get(1).item() + " and was " + y0.get(1).item() + rest);
        Tensor args = in.args().times(1.5);
        refused(
                () -> Sample.solve(new Inputs(y0, args, in.closedOver()), solver, 1, 2, options),
                "the carry of " + solver + " belongs to another solve: args has changed: number 0 of f64[2] is "
                        + args.get(0).item() + " and was " + in.args().get(0).item() + rest);
        refused(
                () -> Sample.solve(new Inputs(y0, in.args(), in.closedOver().plus(1)), solver, 1, 2, options),
                "the carry of " + solver
                        + " belongs to another solve: tensor 0 of those that the field closes over has changed");
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, p) -> y.negate());
        refused(
                () -> diffeqsolve(decay, solver, 1, 2, y0, in.args(), options),
                "the carry of " + solver
                        + " belongs to another solve: the vector field is another one: the slope of y[0] is ");
        refused(
                () -> Stepper.resume(decay, solver, first.state(), 2, y0, in.args(), CONSTANT),
                "the carry of " + solver + " belongs to another solve: the vector field");
        refused(
                () -> SolveEach.solveEach(
                        decay, solver, List.of(new SolveInstance<Tensor, Tensor>(1, 2, y0, in.args(), options))),
                "instance 0: the carry of " + solver);

        SolveOptions anew = CONSTANT.from(first.state().withoutSolver().withoutController());
        Continued.assertBits(
                solve(solver, 1, 2, other, CONSTANT).y1(),
                solve(solver, 1, 2, other, anew).y1());
    }

    static Stream<Solver> handingOn() {
        return Stream.of(
                new Tsit5(),
                Solvers.implicit().get(1),
                new ReversibleHeun(),
                new LeapfrogMidpoint(),
                new Reversible(new RungeKutta4()));
    }

    /** What is written in another way, or differs elsewhere, leaves the slope as it was. */
    @Test
    void theSameFieldInOtherOperationsIsNone() {
        SolveOptions options = CONSTANT.dt0(0.1);
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, p) -> y.times(-0.3));
        ODETerm<Tensor, Tensor> same = new ODETerm<>((t, y, p) -> y.times(0.1).times(-3));
        Solution<Tensor> first = diffeqsolve(decay, new Tsit5(), 0, 1, Tensor.of(1.0, 2), null, options);
        Solution<Tensor> second = diffeqsolve(same, new Tsit5(), 1, 2, first.y1(), null, options.from(first.state()));
        assertArrayEquals(
                new double[] {Math.exp(-0.6), 2 * Math.exp(-0.6)}, second.y1().toArray(), 1e-10); // Tsit5 at h λ = 0.03
    }

    /** Nothing that a solver without memory hands on can be stale. */
    @Test
    void aSolverThatHandsNothingOnGoesOnFromAnywhere() {
        Solution<Tensor> first = solve(new RungeKutta4(), Sample.T0, 1, Sample.AT.y0(), CONSTANT);
        Tensor other = Sample.AT.y0();
        Tensor end = solve(
                        new RungeKutta4(),
                        1,
                        2,
                        other,
                        CONSTANT.from(first.state().withoutController()))
                .y1();
        Continued.assertBits(solve(new RungeKutta4(), 1, 2, other, CONSTANT).y1(), end);
    }

    /** The field beside events is that of a solve without them. */
    @Test
    void aSolveWithEventsGoesOnFromOneWithout() {
        Solution<Tensor> first = solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT);
        SolveOptions options = CONSTANT.from(first.state());
        Tensor level = Tensor.scalar(1e9);
        Event<Tensor, Tensor> never = Event.when((t, y, args) -> y.get(0).minus(level));
        Continued.assertBits(
                solve(new Tsit5(), 1, 2, first.y1(), options).y1(),
                solve(new Tsit5(), 1, 2, first.y1(), options.events(never)).y1());
        refused(
                () -> solve(new Tsit5(), 1, 2, first.y1().plus(1), options.events(never)),
                "the carry of Tsit5[] belongs to another solve: y[0] is ");
    }

    @Test
    void stepsThatWereGivenGoOnToTheLastOfThem() {
        StepTo steps = new StepTo(Sample.T0, 0.4, 0.9, 1.3);
        SolveOptions options = SolveOptions.standard().controller(steps).saveAt(STATE);
        Solution<Tensor> first = solve(new Tsit5(), Sample.T0, 1.3, Sample.AT.y0(), options);
        refused(
                () -> solve(new Tsit5(), 1.3, 2, first.y1(), options.from(first.state())),
                "the steps of this StepTo continue to 1.3, but the solve to 2.0; solve to 1.3, or begin with a StepTo from here");
    }

    @Test
    void aControllersStateHasAllItsNumbers() {
        PIDController pid = new PIDController(1e-6, 1e-6);
        for (var controller : List.of(pid, CONSTANT.controller(), new StepTo(1, 2), new ClipStepSizeController(pid))) {
            ResumePoint state = new ResumePoint(
                    1, Optional.empty(), Optional.of(new ControllerState(controller, 1, new double[0])));
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
                                    + "give all of ControllerState.numbers\\(\\), or restart step sizes: .*"),
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
                        + " has no state from which another solve could continue; implement StepSizes.state and"
                        + " StepSizeController.resume, or solve without SaveAt.andState()",
                refusal.getMessage());
        assertEquals(List.of(), told);
        ResumePoint state =
                new ResumePoint(1, Optional.empty(), Optional.of(new ControllerState(new Tenths(), 1, new double[0])));
        var other = assertThrows(
                UnsupportedOperationException.class,
                () -> solve(new Tsit5(), 1, 2, Sample.AT.y0(), options.from(state)));
        assertEquals(
                Tenths.class.getName()
                        + " cannot continue the steps of another solve; implement StepSizeController.resume, or leave its state"
                        + " out: ResumePoint.withoutController()",
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
                failure.getMessage().startsWith("a failed solve has no state to continue from: "),
                failure.getMessage());
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
                                    + " cannot differentiate through the carry of a solver"),
                    refusal.getMessage());
        }
    }
}
