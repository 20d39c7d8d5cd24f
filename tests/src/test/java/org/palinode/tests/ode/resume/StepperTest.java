package org.palinode.tests.ode.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.ode.resume.Continued.assertBits;
import static org.palinode.tests.ode.support.Refusals.refused;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** A solve taken step by step is the same solve. */
class StepperTest {
    private static Stepper<Tensor> stepper(Inputs in, Solver solver, double t1, SolveOptions options) {
        return Stepper.init(Sample.term(in, solver), solver, Sample.T0, t1, in.y0(), in.args(), options);
    }

    static Stream<Arguments> fixed() {
        double[] times =
                Tensor.linspace(0, 1, 30).square().times(2).plus(Sample.T0).toArray();
        times[29] = Sample.T1;
        return Continued.solvers()
                .flatMap(solver -> Stream.of(
                        Arguments.of(solver, SolveOptions.standard().dt0(0.03)),
                        Arguments.of(solver, SolveOptions.standard().controller(new StepTo(times)))));
    }

    /** With rejected steps, and a field that is not told to jump where it does. */
    static Stream<Arguments> adaptive() {
        PIDController pid = new PIDController(1e-6, 1e-8).withCoefficients(0.3, 0.4, 0.05);
        return Stream.<StepSizeController>of(
                        pid,
                        new PIDController(1e-5, 1e-7),
                        new PIDController(1e-6, 1e-8).withDtmin(0.02),
                        new ClipStepSizeController(pid)
                                .stepTs(0.7, 1.05, 1.9)
                                .jumpTs(0.5, 1.3)
                                .storeRejectedSteps(9))
                .flatMap(controller -> Stream.of(
                                new Tsit5(), new ReversibleHeun(), new Kvaerno3(), new Reversible(new Tsit5()))
                        .map(solver -> Arguments.of(
                                solver,
                                SolveOptions.standard().controller(controller).dt0(0.1))));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource({"fixed", "adaptive"})
    void stepByStepItIsTheSolveToTheBit(Solver solver, SolveOptions options) {
        Solution<Tensor> whole = Sample.solve(
                Sample.AT,
                solver,
                Sample.T0,
                Sample.T1,
                options.saveAt(SaveAt.steps().andState()));
        double[] ends = whole.ts();
        Stepper<Tensor> stepper = stepper(Sample.AT, solver, Sample.T1, options);
        for (int step = 0; step < ends.length; step++) {
            stepper = stepper.step();
            assertEquals(ends[step], stepper.t());
            assertBits(whole.y(step), stepper.y());
        }
        assertTrue(stepper.isDone());
        assertEquals(whole.state().controller(), stepper.state().controller());
        Stepper<Tensor> faster = stepper(Sample.AT, solver, Sample.T1, options).step(3);
        assertEquals(ends[2], faster.t());
        faster = faster.step(10_000);
        assertBits(whole.y1(), faster.y());
    }

    @Test
    void stepsAreRejectedAndJumpsAreMetOnTheWay() {
        List<Integer> rejected = adaptive()
                .map(arguments -> Sample.solve(
                                Sample.AT, (Solver) arguments.get()[0], Sample.T0, Sample.T1, (SolveOptions)
                                        arguments.get()[1])
                        .statistics()
                        .rejected())
                .toList();
        assertTrue(rejected.stream().filter(count -> count > 0).count() >= 6, rejected.toString());
    }

    @Test
    void aSolveBackInTimeIsSteppedToo() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-8));
        Solution<Tensor> whole = Sample.solve(Sample.AT, new Tsit5(), Sample.T0, -2, options.saveAt(SaveAt.steps()));
        Stepper<Tensor> stepper = stepper(Sample.AT, new Tsit5(), -2, options);
        for (int step = 0; step < whole.ts().length; step++) {
            stepper = stepper.step();
            assertEquals(whole.ts()[step], stepper.t());
            assertBits(whole.y(step), stepper.y());
        }
    }

    @Test
    void anyStepperMayBeSteppedAgain() {
        Stepper<Tensor> at = stepper(
                        Sample.AT,
                        new Tsit5(),
                        Sample.T1,
                        SolveOptions.standard().dt0(0.1))
                .step(4);
        Stepper<Tensor> once = at.step();
        Stepper<Tensor> again = at.step();
        assertBits(once.y(), again.y());
        assertEquals(0.6, at.t(), 1e-15); // four steps of 0.1 from 0.2, rounded
    }

    @Test
    void theInsideOfTheStepsTakenIsTheDenseOutputOfTheSolve() {
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        Solution<Tensor> dense =
                Sample.solve(Sample.AT, new Tsit5(), Sample.T0, Sample.T1, options.saveAt(SaveAt.dense()));
        Stepper<Tensor> start = stepper(Sample.AT, new Tsit5(), Sample.T1, options);
        assertBits(Sample.AT.y0(), start.interpolate(Sample.T0));
        Stepper<Tensor> stepper = start.step().step(2);
        for (double t : new double[] {0.31, 0.44, 0.4999}) {
            assertBits(dense.evaluate(t), stepper.interpolate(t));
        }
        refused(
                () -> stepper.interpolate(0.25),
                "t = 0.25 lies outside the solution, which goes from "
                        + start.step().t() + " to " + stepper.t() + "; ask inside, or solve further");
        refused(
                () -> start.interpolate(0.25),
                "t = 0.25 lies outside the steps taken, and none was, from t0 = 0.2; step first");
    }

    @Test
    void solvesAndSteppersGoOnFromEachOther() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-8));
        Solver solver = new ReversibleHeun();
        Inputs in = Sample.AT;
        Tensor end = Sample.solve(in, solver, Sample.T0, Sample.T1, options).y1();

        Stepper<Tensor> stepper = stepper(in, solver, Sample.T1, options).step(9);
        Inputs there = new Inputs(stepper.y(), in.args(), in.closedOver());
        Solution<Tensor> rest = Sample.solve(
                there,
                solver,
                stepper.t(),
                Sample.T1,
                options.from(stepper.state()).saveAt(SaveAt.t1().andState()));
        assertBits(end, rest.y1());

        Solution<Tensor> further = Sample.solve(
                in, solver, Sample.T0, 3, options.saveAt(SaveAt.t1().andState()));
        Stepper<Tensor> resumed = Stepper.resume(
                Sample.term(in, solver), solver, rest.state(), 3, rest.y1(), in.args(), options.saveAt(SaveAt.t1()));
        Stepper<Tensor> reference = stepper(in, solver, Sample.T1, options).step(10_000);
        assertEquals(reference.state().controller(), resumed.state().controller());
        assertEquals(further.state().t(), resumed.step(10_000).t());
    }

    /** Written down as numbers and read again, as after a restart. */
    @Test
    void aStateIsPlainNumbers() {
        SolveOptions options =
                SolveOptions.standard().controller(new ClipStepSizeController(new PIDController(1e-6, 1e-8)).stepTs(1));
        Stepper<Tensor> at =
                stepper(Sample.AT, new ReversibleHeun(), Sample.T1, options).step(9);
        SolverCarry solver = at.state().solver().orElseThrow();
        double[] controller = at.state().controller().orElseThrow().numbers();
        ResumePoint read = new ResumePoint(
                at.t(),
                Optional.of(new SolverCarry(
                        new ReversibleHeun(),
                        Tensor.of(solver.vectors().shape(), solver.vectors().toArray()),
                        solver.lastStep(),
                        solver.segment())),
                Optional.of(new ControllerState(options.controller(), 1, controller)));
        Stepper<Tensor> resumed = Stepper.resume(
                Sample.term(Sample.AT, new ReversibleHeun()),
                new ReversibleHeun(),
                read,
                Sample.T1,
                at.y(),
                Sample.AT.args(),
                options);
        assertBits(at.step(30).y(), resumed.step(30).y());
    }

    static Stream<Arguments> differentiated() {
        return Stream.of(
                        new Tsit5(),
                        new ReversibleHeun(),
                        new LeapfrogMidpoint(),
                        new RungeKutta4(),
                        new Reversible(new RungeKutta4(), 0.8))
                .flatMap(solver -> Stream.of(
                                new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint())
                        .map(adjoint -> Arguments.of(solver, adjoint)));
    }

    /** Rounding, in other sums; what is taken back is accepted to 1e-10. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("differentiated")
    void theGradientThroughStepsIsThatOfTheSolve(Solver solver, Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard().dt0(0.05).adjoint(adjoint);
        Function<Inputs, Tensor> stepped = in -> {
            Stepper<Tensor> stepper = stepper(in, solver, Sample.T1, options);
            Tensor sum = Tensor.scalar(0);
            while (!stepper.isDone()) {
                stepper = stepper.step();
                sum = sum.plus(Sample.weighted(stepper.y()).times(stepper.t()));
            }
            return sum;
        };
        Function<Inputs, Tensor> solved = in -> {
            Solution<Tensor> whole = Sample.solve(in, solver, Sample.T0, Sample.T1, options.saveAt(SaveAt.steps()));
            Tensor sum = Tensor.scalar(0);
            for (int i = 0; i < whole.ts().length; i++) {
                sum = sum.plus(Sample.weighted(whole.y(i)).times(whole.ts()[i]));
            }
            return sum;
        };
        Inputs gradient = Autodiff.grad(stepped).apply(Sample.AT);
        double tolerance = adjoint instanceof ReversibleAdjoint ? 1e-10 : 1e-12;
        assertEquals(0, gradient.distance(Autodiff.grad(solved).apply(Sample.AT)), tolerance);
    }

    @Test
    void valuesInsideOfStepsHaveGradients() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-8));
        Function<Inputs, Tensor> stepped = in -> Sample.weighted(
                stepper(in, new Tsit5(), Sample.T1, options).step(5).interpolate(0.4));
        Function<Inputs, Tensor> solved = in ->
                Sample.weighted(Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options.saveAt(SaveAt.ts(0.4)))
                        .y1());
        Inputs gradient = Autodiff.grad(stepped).apply(Sample.AT);
        assertEquals(0, gradient.distance(Autodiff.grad(solved).apply(Sample.AT)), 1e-12);
    }

    /** Steps are cut at jumps by an adaptive controller alone. */
    static Stream<Arguments> adapting() {
        return differentiated().filter(arguments -> ((Solver) arguments.get()[0]).estimatesError());
    }

    /** After a jump a step begins with y alone: what was handed on before it has no part in the gradient. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("adapting")
    void theGradientGoesOverJumpsOfTheField(Solver solver, Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard()
                .controller(new ClipStepSizeController(new PIDController(1e-4, 1e-6)).jumpTs(0.5, 1.3))
                .adjoint(adjoint);
        Function<Inputs, Tensor> stepped = in -> {
            Stepper<Tensor> stepper = stepper(in, solver, Sample.T1, options);
            while (!stepper.isDone()) {
                stepper = stepper.step(2);
            }
            return Sample.weighted(stepper.y());
        };
        Function<Inputs, Tensor> solved = in -> Sample.weighted(
                Sample.solve(in, solver, Sample.T0, Sample.T1, options).y1());
        assertEquals(solved.apply(Sample.AT).item(), stepped.apply(Sample.AT).item());
        Inputs gradient = Autodiff.grad(stepped).apply(Sample.AT);
        double tolerance = adjoint instanceof ReversibleAdjoint ? 1e-10 : 1e-12;
        assertEquals(0, gradient.distance(Autodiff.grad(solved).apply(Sample.AT)), tolerance);
    }

    @Test
    void whatAStepperCannotDoIsRefused() {
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        Stepper<Tensor> stepper = stepper(Sample.AT, new Tsit5(), 0.4, options);
        refused(() -> stepper.step(0), "a stepper takes at least 1 step, got 0");
        Stepper<Tensor> done = stepper.step(2);
        var end = assertThrows(IllegalStateException.class, done::step);
        assertEquals(
                "the stepper is at t1 = 0.4, and there is no step left; resume from its state with a later t1",
                end.getMessage());
        refused(
                () -> stepper(Sample.AT, new Tsit5(), 1, options.events(Event.steadyState(1e-3, 1e-3))),
                "a Stepper watches no events, got 1; look at y() after each step, or use diffeqsolve");
        var adjoint = assertThrows(
                UnsupportedOperationException.class,
                () -> stepper(Sample.AT, new Tsit5(), 1, options.adjoint(new BacksolveAdjoint())));
        assertTrue(
                adjoint.getMessage().startsWith("BacksolveAdjoint cannot differentiate through the carry of a solver"),
                adjoint.getMessage());
        assertTrue(adjoint.getMessage().contains("a Stepper, which always passes it"), adjoint.getMessage());
        var nowhere = assertThrows(
                NullPointerException.class,
                () -> Stepper.resume(
                        Sample.term(Sample.AT, new Tsit5()),
                        new Tsit5(),
                        null,
                        1,
                        Sample.AT.y0(),
                        Sample.AT.args(),
                        options));
        assertEquals("a stepper continues from a ResumePoint; Stepper.init begins at t0", nowhere.getMessage());
    }

    @Test
    void aStepThatCannotBeTakenThrowsWithWhatWasReached() {
        ODETerm<Tensor, Tensor> explodes = new ODETerm<>((t, y, args) -> y.square());
        Stepper<Tensor> stepper = Stepper.init(
                explodes,
                new Tsit5(),
                0,
                2,
                Tensor.of(1.0),
                null,
                SolveOptions.standard()
                        .controller(new PIDController(1e-8, 1e-8))
                        .throwing(false));
        var failure = assertThrows(SolveException.class, () -> stepper.step(10_000));
        assertEquals(1, failure.t(), 1e-3); // the solution is 1/(1 - t)
    }

    @Test
    void diffeqsolveIsWrittenAsAStepper() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        SolveOptions options = SolveOptions.standard().dt0(0.05);
        Stepper<Tensor> stepper = Stepper.init(decay, new Tsit5(), 0, 1, Tensor.of(1.0), null, options);
        while (!stepper.isDone()) {
            stepper = stepper.step();
        }
        assertBits(
                DiffEqSolve.diffeqsolve(decay, new Tsit5(), 0, 1, 0.05, Tensor.of(1.0), null)
                        .y1(),
                stepper.y());
        assertEquals(Math.exp(-1), stepper.y().get(0).item(), 1e-9); // order 5, twenty steps
    }
}
