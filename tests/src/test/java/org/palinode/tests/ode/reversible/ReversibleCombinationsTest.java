package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.outcome.RejectionCause;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.RejectedSteps;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

/** Reversible solves with what else a solve may have: jumps, rejected steps, tangents, neighbours, other adjoints. */
@Tag("thorough")
class ReversibleCombinationsTest {
    static Stream<Solver> adaptive() {
        return Stream.of(new Tsit5(), new Dopri5(), new Rodas5P(), new ReversibleHeun(), new EES27());
    }

    /** The field jumps by a factor at t = 1.1: a step that saw both sides, forward or back, would be far off. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void jumpsAreRespectedGoingForwardAndBackInEitherDirection(Solver solver) {
        ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, a) -> Tensor.where(
                t.less(1.1),
                y.sin().times(a.get(0)),
                y.times(t).cos().times(a.get(1)).times(5)));
        List<GradientReport> reports = new ArrayList<>();
        for (double[] span : new double[][] {{0.9, 1.3}, {1.3, 0.9}}) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new ClipStepSizeController(new PIDController(1e-5, 1e-5)).jumpTs(1.1, 1.2))
                    .saveAt(SaveAt.ts(span[0] < 1 ? new double[] {1, 1.1, 1.25} : new double[] {1.25, 1.1, 1})
                            .andSteps()
                            .andT1())
                    .adjoint(new ReversibleAdjoint())
                    .onGradient(reports::add);
            Function<Inputs, Tensor> loss =
                    in -> Sample.weighted(diffeqsolve(term, solver, span[0], span[1], in.y0(), in.args(), options)
                            .ys());
            Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
            Inputs tangents = Inputs.forwardGradient(loss, Sample.AT);
            double bound = solver instanceof EES27 ? 1e-6 : 1e-10; // what each accepts of its reconstruction
            assertEquals(0, gradient.distance(tangents), bound, solver + " from " + span[0]);
        }
        reports.forEach(report -> assertEquals(0, report.segmentsRedone(), "no start was missed"));
    }

    /** The accepted steps of an adaptive solve, given as times, are the same solve to the bit, with the same resyncs and gradient. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void rejectedStepsLeaveNoTrace(Solver solver) {
        var adjoint = new ReversibleAdjoint(0.9);
        RejectedSteps rule = new RejectedSteps(new PIDController(1e-5, 1e-5));
        SolveOptions adapted = SolveOptions.standard()
                .controller(rule)
                .dt0(0.5)
                .adjoint(adjoint)
                .saveAt(SaveAt.steps());
        Inputs with = Autodiff.grad(Sample.loss(solver, adapted)).apply(Sample.AT);
        Solution<Tensor> solution = Sample.solve(Sample.AT, solver, Sample.T0, Sample.T1, adapted);
        assertTrue(!rule.ends().isEmpty(), "some steps were rejected");

        SolveOptions given = SolveOptions.standard()
                .controller(new StepTo(solution.stepTimes()))
                .adjoint(adjoint)
                .saveAt(SaveAt.steps());
        Solution<Tensor> again = Sample.solve(Sample.AT, solver, Sample.T0, Sample.T1, given);
        Inputs without = Autodiff.grad(Sample.loss(solver, given)).apply(Sample.AT);
        assertEquals(0, Gap.absolute(again.ys(), solution.ys()), 0);
        assertEquals(again.statistics().resyncs(), solution.statistics().resyncs());
        assertEquals(again.statistics().largestGap(), solution.statistics().largestGap());
        assertEquals(0, with.distance(without), 0);
    }

    @ParameterizedTest
    @MethodSource("adaptive")
    void hessiansTimesDirectionsGoThrough(Solver solver) {
        SolveOptions options = SolveOptions.standard()
                .dt0(0.05)
                .saveAt(SaveAt.ts(0.77).andT1())
                .adjoint(new ReversibleAdjoint());
        Function<Inputs, Tensor> loss = Sample.loss(solver, options);
        Inputs direction = new Inputs(
                Tensor.of(0.3, 0.1, -0.5),
                Tensor.of(-0.2, 0.4),
                Sample.AT.closedOver().sin());
        Inputs product = Autodiff.hvp(loss, Sample.AT, direction);
        double h = 1e-4;
        Inputs ahead = Autodiff.grad(loss).apply(Sample.AT.plus(direction, h));
        Inputs behind = Autodiff.grad(loss).apply(Sample.AT.plus(direction, -h));
        Inputs twice = ahead.plus(behind, -1);
        Inputs zero = twice.plus(twice, -1);
        assertEquals(0, product.distance(zero.plus(twice, 0.5 / h)), 1e-6); // h², and 1e-10/h of the reconstruction
    }

    /** In float32 a reconstruction may miss by 1e4 ulp; the gradient is off by some ten ulp, with Rodas5P by forty. */
    @Test
    void float32SolvesAreTakenBackToo() {
        Inputs at = new Inputs(
                Sample.AT.y0().cast(DType.FLOAT32),
                Sample.AT.args().cast(DType.FLOAT32),
                Sample.AT.closedOver().cast(DType.FLOAT32));
        List<Solver> solvers = new ArrayList<>(Solvers.all());
        solvers.addAll(Solvers.reversible());
        solvers.add(new Rodas5P());
        for (Solver solver : solvers) {
            for (SaveAt saved : List.of(SaveAt.t1(), SaveAt.ts(0.77).andSteps())) {
                List<GradientReport> reports = new ArrayList<>();
                SolveOptions options = SolveOptions.standard()
                        .dt0(0.02)
                        .saveAt(saved)
                        .adjoint(new ReversibleAdjoint())
                        .onGradient(reports::add);
                var recording = Autodiff.vjp(
                        (Inputs in) -> Sample.solve(in, solver, Sample.T0, Sample.T1, options)
                                .ys()
                                .sum(),
                        at);
                Tensor one = Tensor.scalar(1).cast(DType.FLOAT32);
                Inputs gradient = recording.pullBack(one);
                Inputs stored = recording.pullBack(one, Recorded.under(new DirectAdjoint()));
                assertEquals(0, gradient.distance(stored), 2e-5, solver + ", " + reports);
            }
        }
    }

    /** Each of them is the wrapper with its own coupling, beside others, on two threads. */
    @Test
    void wrappedSolversServeSolvesSideBySide() {
        ODETerm<Tensor, Tensor> term =
                new ODETerm<>((t, y, a) -> y.sin().times(a.get(0)).minus(y.times(a.get(1))));
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3), new ReversibleAdjoint())) {
            for (Solver solver : List.of(new Reversible(new RungeKutta4(), 0.9), new ReversibleHeun())) {
                Function<Inputs, Tensor> beside = in -> {
                    List<SolveInstance<Tensor, Tensor>> instances = new ArrayList<>();
                    for (int i = 1; i <= 4; i++) {
                        SolveOptions options =
                                SolveOptions.standard().dt0(0.01 * i).adjoint(adjoint);
                        instances.add(new SolveInstance<>(0, i, in.y0().times(i), in.args(), options));
                    }
                    return SolveEach.solveEach(term, solver, instances, 2).stream()
                            .map(solution -> solution.y1().sum())
                            .reduce(Tensor::plus)
                            .orElseThrow();
                };
                Function<Inputs, Tensor> alone = in -> {
                    Tensor sum = Tensor.scalar(0);
                    for (int i = 1; i <= 4; i++) {
                        SolveOptions options =
                                SolveOptions.standard().dt0(0.01 * i).adjoint(adjoint);
                        sum = sum.plus(diffeqsolve(term, solver, 0, i, in.y0().times(i), in.args(), options)
                                .y1()
                                .sum());
                    }
                    return sum;
                };
                Inputs together = Autodiff.grad(beside).apply(Sample.AT);
                Inputs apart = Autodiff.grad(alone).apply(Sample.AT);
                assertEquals(0, together.distance(apart), 1e-14, adjoint + ", " + solver); // sums in another order
            }
        }
    }

    /** Whatever the gap is: c = 0.5 halves it at each step and lets it be seen. */
    @Test
    void denseOutputMeetsTheSolutionAtBothEndsOfEveryStep() {
        for (Solver base : List.of(new Bosh3(), new RungeKutta4(), new Tsit5(), new Dopri5(), new Rodas5P())) {
            SolveOptions options = SolveOptions.standard()
                    .dt0(0.2)
                    .adjoint(new ReversibleAdjoint(0.5))
                    .saveAt(SaveAt.t0().andSteps().andDense());
            Solution<Tensor> solution = Sample.solve(Sample.AT, base, Sample.T0, Sample.T1, options);
            double[] times = solution.stepTimes();
            assertTrue(solution.statistics().largestGap() > 1e-9, "there is a gap");
            for (int i = 0; i < times.length; i++) {
                Tensor left = solution.evaluate(times[i]);
                assertEquals(0, Gap.relative(solution.y(i), left), 1e-14, base + ", to the left of " + times[i]);
                if (i + 1 < times.length) {
                    Tensor right = solution.evaluate(Math.nextUp(times[i]));
                    assertEquals(0, Gap.relative(solution.y(i), right), 1e-14, base + ", to the right of " + times[i]);
                }
            }
        }
    }

    /** Another map, the continuous equations, to the accuracy of its own solve. */
    @ParameterizedTest
    @CsvSource({"Reversible, 1e-6", "Heun, 1e-2"})
    void backsolveTakesThemAsItTakesOthers(String name, double bound) {
        Solver solver = name.equals("Heun") ? new ReversibleHeun() : new Reversible(new RungeKutta4());
        SolveOptions options = SolveOptions.standard().dt0(0.02).adjoint(new BacksolveAdjoint());
        Inputs own = Autodiff.grad(Sample.loss(solver, options)).apply(Sample.AT);
        Inputs other = Autodiff.grad(Sample.loss(new RungeKutta4(), options)).apply(Sample.AT);
        assertEquals(0, own.distance(other), bound);
    }

    @Test
    void implicitStepsThatCannotBeSolvedAreRejectedAndTheGradientIsThatOfTheOthers() {
        // the first stage x = y + γh x², γ = 0.436, of y' = y² has no root from y = 3 where h > 0.19
        ODETerm<Tensor, Tensor> stiff = new ODETerm<>((t, y, a) -> y.square().times(a.get(0)));
        RootFinder finder = RootFinder.veryChord();
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-4, 1e-4))
                .dt0(0.25)
                .adjoint(new ReversibleAdjoint());
        Function<Tensor, Tensor> loss =
                y0 -> diffeqsolve(stiff, new Kvaerno3(finder), 0, 0.25, y0, Tensor.of(1.0), options)
                        .y1()
                        .sum();
        var solution = diffeqsolve(stiff, new Kvaerno3(finder), 0, 0.25, Tensor.of(3.0), Tensor.of(1.0), options);
        assertTrue(solution.statistics().rejections().get(RejectionCause.SOLVE_FAILED) > 0);
        double gradient = Autodiff.grad(loss).apply(Tensor.of(3.0)).item();
        double tangent =
                Autodiff.jvp(loss, Tensor.of(3.0), Tensor.of(1.0)).tangent().item();
        assertEquals(tangent, gradient, 1e-8 * Math.abs(tangent));
    }
}
