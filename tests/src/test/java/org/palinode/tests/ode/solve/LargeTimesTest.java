package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.DiagonallyImplicitRungeKutta;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.KenCarp4;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Solvers;

/** Solves in float32 around t = 33,696,000, where float32 numbers lie 2 apart: what they give is what the same solve gives from t = 0. */
class LargeTimesTest {
    private static final double FAR = 33_696_000;

    /** Some roundings of float32 of numbers of size 1. */
    private static final double ROUNDING = 20 * DType.FLOAT32.epsilon();

    /** y' = a cos(t − s) − y/2, written as if for float64. */
    private static ODETerm<Tensor, Tensor> forced(double since) {
        return new ODETerm<>((t, y, a) -> a.times(t.minus(since).cos()).minus(y.times(0.5)));
    }

    /** For y' = a cos t − y/2 from y(0) = b: a (cos t + 2 sin t)·2/5 and what fades. */
    private static double exact(double t, double a, double b) {
        return 0.4 * a * (Math.cos(t) + 2 * Math.sin(t)) + (b - 0.4 * a) * Math.exp(-t / 2);
    }

    private static Tensor single(double... values) {
        return Tensor.of(values).cast(DType.FLOAT32).concrete();
    }

    static List<Solver> solvers() {
        RootFinder exact = RootFinder.newton().tolerances(1e-6, 1e-7); // what float32 can reach
        List<Solver> implicit =
                List.of(new ImplicitEuler(exact), new Kvaerno3(exact), new Kvaerno4(exact), new Kvaerno5(exact));
        return Stream.concat(
                        Solvers.forWholeFields().stream()
                                .filter(each -> !(each instanceof DiagonallyImplicitRungeKutta)),
                        implicit.stream())
                .toList();
    }

    static List<Adjoint> adjoints() {
        return List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(),
                new ReversibleAdjoint(),
                new ForwardModeAdjoint(),
                new BacksolveAdjoint());
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void everySolverSeesTheTrueTime(Solver solver) {
        SolveOptions options = SolveOptions.standard().dt0(1.0 / 32);
        double[] far = solve(forced(FAR), solver, FAR, options);
        double[] near = solve(forced(0), solver, 0, options);
        for (int i = 0; i < far.length; i++) {
            assertEquals(near[i], far[i], ROUNDING, solver.toString());
        }
        assertEquals(exact(4, 1.5, 1), near[0], 0.1, "the order of the solver aside, this is the solution");
    }

    private static double[] solve(ODETerm<Tensor, Tensor> term, Solver solver, double t0, SolveOptions options) {
        record At(Tensor y0, Tensor a) {}
        var result = Autodiff.valueAndGrad(
                (At at) -> diffeqsolve(term, solver, t0, t0 + 4, at.y0(), at.a(), options)
                        .y1()
                        .sum(),
                new At(single(1), single(1.5)));
        assertEquals(DType.FLOAT32, result.value().dtype());
        assertEquals(DType.FLOAT32, result.gradient().a().dtype());
        return new double[] {
            result.value().item(),
            result.gradient().y0().item(),
            result.gradient().a().item()
        };
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void everyAdjointSeesTheTrueTime(Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard().dt0(1.0 / 32).adjoint(adjoint);
        double[] far = solve(forced(FAR), new Tsit5(), FAR, options);
        assertEquals(exact(4, 1.5, 1), far[0], ROUNDING);
        assertEquals(Math.exp(-2), far[1], ROUNDING);
        assertEquals(exact(4, 1, 0), far[2], 5 * ROUNDING); // a sum over 128 steps
        SolveOptions adaptive = SolveOptions.standard()
                .controller(new PIDController(1e-5, 1e-6))
                .adjoint(adjoint);
        assertEquals(
                exact(4, 1.5, 1), solve(forced(FAR), new Tsit5(), FAR, adaptive)[0], 1e-4); // ten times its tolerance
    }

    /** Its Jacobian in time too: Rosenbrock methods differentiate for t. */
    @Test
    void fieldsInTwoPartsSeeTheTrueTime() {
        var term =
                MultiTerm.<Tensor, Tensor>of((t, y, a) -> a.times(t.minus(FAR).cos()), (t, y, a) -> y.times(-0.5));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-5, 1e-6));
        Tensor y1 = diffeqsolve(term, new KenCarp4(), FAR, FAR + 4, single(1), single(1.5), options)
                .y1();
        assertEquals(exact(4, 1.5, 1), y1.item(), 1e-4);
    }

    /** ∂y(1)/∂t0 and ∂y(1)/∂t1, of float64 whatever the state is. */
    @Test
    void timesHaveTheirDerivatives() {
        record Times(Tensor t0, Tensor t1) {}
        for (Adjoint adjoint : adjoints()) {
            SolveOptions options = SolveOptions.standard().dt0(1.0 / 32).adjoint(adjoint);
            Function<Times, Tensor> end =
                    at -> diffeqsolve(forced(FAR), new Tsit5(), at.t0(), at.t1(), single(1), single(1.5), options)
                            .y1()
                            .sum();
            Times gradient = Autodiff.grad(end).apply(new Times(Tensor.scalar(FAR), Tensor.scalar(FAR + 4)));
            double atEnd = 1.5 * Math.cos(4) - exact(4, 1.5, 1) / 2;
            assertEquals(atEnd, gradient.t1().item(), 1e-5, adjoint.toString());
            assertEquals(-Math.exp(-2) * (1.5 - 0.5), gradient.t0().item(), 1e-5, adjoint.toString());
        }
    }

    @Test
    void eventsRowsAndFunctionsOfWhatIsSavedSeeTheTrueTime() {
        SubSaveAt<Tensor, Tensor, Tensor> phase =
                new SubSaveAt<>(SaveAt.ts(FAR + 0.25, FAR + 3.5), (t, y, a) -> t.minus(FAR));
        Event<Tensor, Tensor> kick =
                Event.<Tensor, Tensor>when((t, y, a) -> t.minus(FAR + 1.3)).reset((t, y, a) -> y.plus(t.minus(FAR)));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-5, 1e-6))
                .saveAt(SaveAt.subs(phase))
                .events(kick);
        Solution<Tensor> solution =
                diffeqsolve(forced(FAR), new Tsit5(), FAR, FAR + 4, single(1), single(1.5), options);
        assertEquals(FAR + 1.3, solution.events().get(0).t().item(), 1e-7);
        Tensor saved = solution.saved(phase).ys();
        assertEquals(0.25, saved.get(0).item(), 0);
        assertEquals(3.5, saved.get(1).item(), 0);
        Tensor y1 = diffeqsolve(
                        forced(FAR), new Tsit5(), FAR, FAR + 4, single(1), single(1.5), options.saveAt(SaveAt.t1()))
                .y1();
        assertEquals(exact(4, 1.5, 1) + 1.3 * Math.exp(-(4 - 1.3) / 2), y1.item(), 1e-4);
    }

    /** y' = 1 up to a jump, then 0. Far from 0, float32 numbers beside the jump lie so far apart that the time between them must not be skipped. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 10, 1000, FAR, -FAR})
    void jumpsSkipNoTimeThatMatters(double since) {
        double jump = since + 1.3;
        var term = new ODETerm<Tensor, Tensor>((t, y, a) -> Tensor.where(t.less(jump), y.onesLike(), y.zerosLike()));
        PIDController pid = new PIDController(1e-5, 1e-6);
        for (Solver solver : List.of(new Tsit5(), new Kvaerno5(), new Rodas5P())) {
            for (boolean back : new boolean[] {false, true}) {
                double t0 = back ? since + 4 : since;
                double t1 = back ? since : since + 4;
                for (StepSizeController controller : List.of(
                        new ClipStepSizeController(pid).jumpTs(jump), new StepTo(t0, since + 2, t1).jumpTs(jump))) {
                    if (controller.errorScale().isEmpty() && solver instanceof Kvaerno5) {
                        continue; // which takes its tolerances from an adaptive controller
                    }
                    Solution<Tensor> solution = diffeqsolve(
                            term,
                            solver,
                            t0,
                            t1,
                            single(0),
                            null,
                            SolveOptions.standard().controller(controller));
                    double exact = back ? since - jump : jump - since;
                    assertEquals(exact, solution.y1().item(), 1e-5, solver + " from " + t0);
                    assertEquals(0, solution.statistics().rejected(), solver + " from " + t0);
                }
            }
        }
        for (double t1 : new double[] {since + 4, Double.POSITIVE_INFINITY}) {
            Event<Tensor, Tensor> end = Event.when((t, y, a) -> t.minus(since + 3));
            SolveOptions options = SolveOptions.standard()
                    .controller(new ClipStepSizeController(pid).jumpTs(jump))
                    .events(end);
            Tensor y1 = diffeqsolve(term, new Kvaerno5(), since, t1, single(0), null, options)
                    .y1();
            assertEquals(jump - since, y1.item(), 1e-5, "to " + t1);
        }
    }

    /** Data in float32 at knots and times in float64: u(t) = t − FAR on pieces, so y' = u gives t²/2. */
    @Test
    void pathsThroughFloat32DataAreReadAtTheTrueTime() {
        Tensor knots = Tensor.of(FAR, FAR + 1, FAR + 2, FAR + 3, FAR + 4);
        Tensor data = single(0, 1, 2, 3, 4);
        LinearInterpolation linear = LinearInterpolation.of(knots, data);
        CubicInterpolation cubic = CubicInterpolation.backwardHermite(knots, data);
        List<Function<Tensor, Tensor>> paths = List.of(linear::evaluate, cubic::evaluate);
        for (Function<Tensor, Tensor> path : paths) {
            var term = new ODETerm<Tensor, Tensor>((t, y, a) -> path.apply(t));
            Tensor y1 = diffeqsolve(
                            term,
                            new Tsit5(),
                            FAR,
                            FAR + 4,
                            single(0),
                            null,
                            SolveOptions.standard().dt0(0.125))
                    .y1();
            assertEquals(DType.FLOAT32, y1.dtype());
            assertEquals(8, y1.item(), 8 * ROUNDING);
        }
    }

    /** The time as an input of a network: as a scalar, and joined to the state. */
    @Test
    void networksOfFloat32TakeTheTime() {
        Mlp mlp = Mlp.random(RandomKey.of(1), DType.FLOAT32, Activation.TANH, 3, 8, 2);
        var joined = new ODETerm<Tensor, Mlp>(
                (t, y, net) -> net.apply(Tensor.concatenate(0, y, t.minus(FAR).reshape(1))));
        var stacked =
                new ODETerm<Tensor, Mlp>((t, y, net) -> net.apply(Tensor.stack(y.get(0), y.get(1), t.minus(FAR))));
        SolveOptions options = SolveOptions.standard().dt0(0.25);
        Function<ODETerm<Tensor, Mlp>, Tensor> end =
                term -> diffeqsolve(term, new Tsit5(), FAR, FAR + 2, single(0.5, -1), mlp, options)
                        .y1();
        assertEquals(0, Gap.absolute(end.apply(joined), end.apply(stacked)), 0);
        var near = new ODETerm<Tensor, Mlp>((t, y, net) -> net.apply(Tensor.concatenate(0, y, t.reshape(1))));
        Tensor from0 = diffeqsolve(near, new Tsit5(), 0, 2, single(0.5, -1), mlp, options)
                .y1();
        assertTrue(Gap.absolute(from0, end.apply(joined)) < ROUNDING);
        Mlp gradient = Autodiff.grad(
                        (Mlp net) -> diffeqsolve(joined, new Tsit5(), FAR, FAR + 2, single(0.5, -1), net, options)
                                .y1()
                                .sum())
                .apply(mlp);
        assertEquals(DType.FLOAT32, gradient.layers().get(0).weight().dtype());
    }
}
