package org.palinode.tests.ode.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.resume.Continued.CONSTANT;
import static org.palinode.tests.ode.resume.Continued.STATE;
import static org.palinode.tests.ode.resume.Continued.cutInTwo;
import static org.palinode.tests.ode.resume.Continued.solve;
import static org.palinode.tests.ode.resume.Continued.whole;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

/** Gradients go through the state with which one solve goes on from another: they are those of a single solve. */
class ContinuedGradientTest {
    static Stream<Arguments> exact() {
        List<Arguments> grid = new ArrayList<>();
        List<Solver> solvers = List.of(
                new Tsit5(),
                Solvers.implicit().get(1),
                new ReversibleHeun(),
                new LeapfrogMidpoint(),
                new EES25(),
                new Reversible(new RungeKutta4(), 0.9));
        for (Solver solver : solvers) {
            for (Adjoint adjoint : List.of(
                    new DirectAdjoint(),
                    new DirectAdjoint(0),
                    new RecursiveCheckpointAdjoint(4),
                    new ForwardModeAdjoint(),
                    new ReversibleAdjoint())) {
                grid.add(Arguments.of(solver, adjoint));
            }
        }
        return grid.stream();
    }

    /**
     * The same numbers multiplied in the same order, but for what two solves add to a gradient in two sums: rounding. What is reconstructed is
     * accepted to 1e-10, and with the equations of implicit steps solved to 1e-13 no better than 1e-8.
     */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("exact")
    void theGradientThroughTheStateIsThatOfTheWholeSolve(Solver solver, Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard().dt0(0.02).adjoint(adjoint);
        double cut =
                solve(solver, Sample.T0, Sample.T1, Sample.AT.y0(), options).stepTimes()[33];
        Inputs gradient = Autodiff.grad(cutInTwo(solver, cut, options)).apply(Sample.AT);
        Inputs reference = Autodiff.grad(whole(solver, cut, options)).apply(Sample.AT);
        boolean implicit = solver instanceof Kvaerno3;
        double tolerance = adjoint instanceof ReversibleAdjoint ? (implicit ? 1e-8 : 1e-10) : 1e-12;
        assertEquals(0, gradient.distance(reference), tolerance);
    }

    @Test
    void adaptiveStepsHaveTheGradientOfTheWholeSolveToo() {
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new PIDController(1e-5, 1e-7))
                    .adjoint(adjoint);
            double cut = solve(new Tsit5(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                    .stepTimes()[5];
            Inputs gradient = Autodiff.grad(cutInTwo(new Tsit5(), cut, options)).apply(Sample.AT);
            Inputs reference = Autodiff.grad(whole(new Tsit5(), cut, options)).apply(Sample.AT);
            assertEquals(0, gradient.distance(reference), adjoint instanceof ReversibleAdjoint ? 1e-10 : 1e-12);
        }
    }

    @Test
    void anotherAdjointMayPullTheRecordingBack() {
        SolveOptions options = SolveOptions.standard().dt0(0.02);
        double cut = solve(new ReversibleHeun(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                .stepTimes()[33];
        var recording = Autodiff.vjp(cutInTwo(new ReversibleHeun(), cut, options), Sample.AT);
        Inputs reference = recording.pullBack(Tensor.scalar(1));
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint(), new ForwardModeAdjoint())) {
            Inputs gradient = recording.pullBack(Tensor.scalar(1), Recorded.under(adjoint));
            assertEquals(0, gradient.distance(reference), 1e-10); // what is taken back is accepted to that
        }
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> recording.pullBack(Tensor.scalar(1), Recorded.under(new BacksolveAdjoint())));
        assertTrue(
                refusal.getMessage().startsWith("BacksolveAdjoint cannot differentiate through the carry of a solver"),
                refusal.getMessage());
    }

    @Test
    void derivativesOfDerivativesGoThroughTheState() {
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        Inputs direction = new Inputs(
                Tensor.of(0.3, -0.2, 1),
                Tensor.of(-1, 0.4),
                Sample.AT.closedOver().times(0.7));
        double cut = solve(new ReversibleHeun(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                .stepTimes()[9];
        Inputs there = Autodiff.hvp(cutInTwo(new ReversibleHeun(), cut, options), Sample.AT, direction);
        Inputs reference = Autodiff.hvp(whole(new ReversibleHeun(), cut, options), Sample.AT, direction);
        assertEquals(0, there.distance(reference), 1e-11); // sums of second derivatives, in another order
    }

    /** The first solve ends where y₂ falls through 0.2, a time that depends on everything; the second goes on from there. */
    @Test
    void theGradientGoesThroughAStateAtAnEvent() {
        Event<Tensor, Tensor> falls =
                Event.<Tensor, Tensor>when((t, y, args) -> y.get(2).minus(0.2));
        for (Solver solver : List.of(new ReversibleHeun(), new Tsit5(), new Reversible(new Tsit5()))) {
            Function<Inputs, Tensor> loss = in -> {
                SolveOptions options = SolveOptions.standard().dt0(0.02);
                Solution<Tensor> first = Sample.solve(
                        in, solver, Sample.T0, Sample.T1, options.saveAt(STATE).events(falls));
                Inputs there = new Inputs(first.y1(), in.args(), in.closedOver());
                Tensor t = first.events().get(0).t();
                Tensor end = t.plus(0.4);
                ResumePoint state = first.state().withoutController();
                return Sample.weighted(
                        Sample.solve(there, solver, t, end, options.from(state)).y1());
            };
            Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
            assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-10);
            // the grid of the first solve stays, its last step moves: differences see the same map
            assertEquals(0, gradient.distance(Inputs.differences(loss, Sample.AT)), 1e-6);
        }
    }

    /** The grid of the first solve goes on and stays; the last step, cut short by t1, moves its end with it. */
    @Test
    void theEndOfAContinuedSolveHasADerivative() {
        for (Solver solver : List.of(new Tsit5(), new ReversibleHeun())) {
            Solution<Tensor> first = solve(solver, Sample.T0, 1.2, Sample.AT.y0(), CONSTANT);
            Inputs there = new Inputs(first.y1(), Sample.AT.args(), Sample.AT.closedOver());
            SolveOptions options = CONSTANT.from(first.state()).saveAt(SaveAt.t1());
            Function<Tensor, Tensor> loss = t1 -> Sample.weighted(
                    Sample.solve(there, solver, Tensor.scalar(1.2), t1, options).y1());
            double slope = Autodiff.grad(loss).apply(Tensor.scalar(2.205)).item();
            double h = 1e-5;
            double difference = loss.apply(Tensor.scalar(2.205 + h))
                            .minus(loss.apply(Tensor.scalar(2.205 - h)))
                            .item()
                    / (2 * h);
            assertEquals(difference, slope, 1e-8); // h² times a third derivative of order one
        }
    }

    /** Where the state is taken as constant the continuous adjoint serves a solve that goes on: y0 is all its equations know. */
    @Test
    void backsolveGoesOnFromAStateWithoutAGradient() {
        SolveOptions options = SolveOptions.standard().dt0(0.002);
        ResumePoint state = solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), options.saveAt(STATE))
                .state();
        Function<Inputs, Tensor> loss = in -> Sample.weighted(Sample.solve(
                        in,
                        new Tsit5(),
                        1,
                        2,
                        options.adjoint(new BacksolveAdjoint()).from(state))
                .y1());
        Inputs at = new Inputs(
                solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), options).y1(),
                Sample.AT.args(),
                Sample.AT.closedOver());
        Function<Inputs, Tensor> alone =
                in -> Sample.weighted(Sample.solve(in, new Tsit5(), 1, 2, options.adjoint(new DirectAdjoint()))
                        .y1());
        Inputs gradient = Autodiff.grad(loss).apply(at);
        assertEquals(0, gradient.distance(Autodiff.grad(alone).apply(at)), 1e-9); // the accuracy of the backward solve
    }

    /** As through one that was made outside of the function; the adjoints that know nothing of states serve it, too. */
    @Test
    void noGradientGoesThroughAStateThatStopsIt() {
        ResumePoint constant = solve(new ReversibleHeun(), Sample.T0, 1, Sample.AT.y0(), CONSTANT)
                .state();
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint())) {
            Inputs gradient =
                    Autodiff.grad(goingOn(adjoint, ResumePoint::stopGradient)).apply(Sample.AT);
            Inputs reference =
                    Autodiff.grad(goingOn(adjoint, state -> constant)).apply(Sample.AT);
            assertEquals(0, gradient.distance(reference), 0);
        }
        Inputs stopped = Autodiff.grad(goingOn(new DirectAdjoint(), ResumePoint::stopGradient))
                .apply(Sample.AT);
        Inputs through =
                Autodiff.grad(goingOn(new DirectAdjoint(), state -> state)).apply(Sample.AT);
        assertTrue(stopped.distance(through) > 1e-3);
    }

    /** y' = p − y has the steady state p. */
    @Test
    void aSteadyStateIsDifferentiatedFromAStateWithoutAGradient() {
        Function<Tensor, Tensor> loss = p -> {
            ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, args) -> p.minus(y));
            SolveOptions options = SolveOptions.standard().dt0(0.1);
            Solution<Tensor> first = diffeqsolve(term, new Tsit5(), 0, 20, Tensor.of(1.0), null, options.saveAt(STATE));
            SolveOptions goesOn =
                    options.adjoint(new ImplicitAdjoint()).from(first.state().stopGradient());
            return diffeqsolve(term, new Tsit5(), 20, 40, first.y1(), null, goesOn)
                    .y1()
                    .sum();
        };
        assertEquals(1, Autodiff.grad(loss).apply(Tensor.of(3.0)).item(), 1e-12);
    }

    /** A loss of the second of two solves, which goes on from what {@code change} makes of the state of the first. */
    private static Function<Inputs, Tensor> goingOn(Adjoint adjoint, UnaryOperator<ResumePoint> change) {
        return in -> {
            Solution<Tensor> first = Sample.solve(in, new ReversibleHeun(), Sample.T0, 1, CONSTANT);
            Inputs there = new Inputs(first.y1(), in.args(), in.closedOver());
            SolveOptions options = CONSTANT.adjoint(adjoint).from(change.apply(first.state()));
            return Sample.weighted(
                    Sample.solve(there, new ReversibleHeun(), 1, 2, options).y1());
        };
    }
}
