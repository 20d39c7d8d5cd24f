package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.support.Refusals.refused;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.path.Path;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.EulerHeun;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StratonovichMilstein;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Controls as terms: trees, sums with drifts, noise and other controls, gradients, and what is refused. */
class ControlledTermsTest {
    private static final Tensor TS = Tensor.of(0, 0.3, 0.7, 1.1, 1.6, 2);
    private static final Tensor Y0 = Tensor.of(1, -0.5, 0.25);
    private static final Tensor WEIGHTS =
            Tensor.of(new double[][] {{0.4, -0.3, 0.2}, {0.1, 0.5, -0.6}, {0.3, -0.2, 0.4}});

    private static Tensor data() {
        return Tensor.stack(1, TS.sin(), TS.cos(), TS.times(3).sin());
    }

    private static Path path() {
        return CubicInterpolation.backwardHermite(TS, data());
    }

    private static SolveOptions steps() {
        return SolveOptions.standard().dt0(0.05);
    }

    private static <Y> Y end(Term<Y, Void> term, Solver solver, Y y0) {
        return diffeqsolve(term, solver, 0, 2, y0, null, steps()).y1();
    }

    private static double distance(Tensor a, Tensor b) {
        return a.minus(b).abs().max().item();
    }

    /** f(y) [3, 3]. */
    private static Tensor field(Tensor y) {
        return y.sin().reshape(3, 1).times(WEIGHTS);
    }

    record Two(Tensor a, Tensor b) {}

    /** A state in parts [2] and [1, 3] is the state of all its numbers. */
    @Test
    void aTreeIsControlledLikeItsNumbersInARow() {
        Tensor weights = Tensor.arange(15).times(0.7).sin().reshape(5, 3);
        Function<Tensor, Tensor> whole = y -> y.sin().reshape(5, 1).times(weights);
        var inARow = new ControlTerm<Tensor, Void>((t, y, args) -> whole.apply(y), path());
        var inParts = new ControlTerm<Two, Void>(
                (t, y, args) -> {
                    Tensor f = whole.apply(Tensor.concatenate(0, y.a(), y.b().flatten()));
                    return new Two(f.slice(0, 0, 2), f.slice(0, 2, 5).reshape(1, 3, 3));
                },
                path());
        Tensor numbers = Tensor.of(1, -0.5, 0.25, 0.75, -1);
        Two parts = new Two(numbers.slice(0, 0, 2), numbers.slice(0, 2, 5).reshape(1, 3));
        for (boolean ode : new boolean[] {true, false}) {
            Tensor row = end(ode ? inARow.toOde() : inARow, new Heun(), numbers);
            Two tree = end(ode ? inParts.toOde() : inParts, new Heun(), parts);
            assertEquals(
                    0, distance(row, Tensor.concatenate(0, tree.a(), tree.b().flatten())), 1e-14);
        }
        var short1 = new ControlTerm<Object, Void>((t, y, args) -> List.of(Tensor.zeros(2, 3)), path());
        refused(
                () -> end(short1, new Heun(), (Object) List.of(Tensor.zeros(2), Tensor.zeros(2))),
                "the field of a ControlTerm has as many tensors as its state, 2, got 1");
    }

    /** Controls by some channels and by the others add up to the control by all. */
    @Test
    void severalControlsAreOneWithMoreChannels() {
        Term<Tensor, Void> one = new ControlTerm<>((t, y, args) -> field(y), path());
        Term<Tensor, Void> two = new ControlTerm<Tensor, Void>(
                        (t, y, args) -> field(y).slice(1, 0, 1),
                        CubicInterpolation.backwardHermite(TS, data().slice(1, 0, 1)))
                .plus(new ControlTerm<>(
                        (t, y, args) -> field(y).slice(1, 1, 3),
                        CubicInterpolation.backwardHermite(TS, data().slice(1, 1, 3))));
        for (Solver solver : List.of(new Euler(), new Heun(), new Tsit5(), new EES25(), new ReversibleHeun())) {
            assertEquals(0, distance(end(one, solver, Y0), end(two, solver, Y0)), 1e-13, solver.toString());
        }
    }

    /** A control by time alone is a drift, in every solver, beside drift and noise. */
    @Test
    void aControlByTimeIsADriftBesideNoise() {
        Path time = LinearInterpolation.of(Tensor.of(0, 2), Tensor.of(new double[][] {{0}, {2}}));
        var noise = Diffusion.<Tensor, Void>diagonal(
                (t, y, args) -> y.times(0.3).plus(0.1),
                IndependentIncrements.of(RandomKey.of(3), 3).with(LevyArea.SPACE_TIME));
        var tree = Diffusion.<Tensor, Void>diagonal(
                (t, y, args) -> y.times(0.3).plus(0.1),
                VirtualBrownianTree.of(RandomKey.of(3), 0, 2, 1e-3, 3).with(LevyArea.SPACE_TIME));
        Term<Tensor, Void> decay = new ODETerm<>((t, y, args) -> y.negate());
        Term<Tensor, Void> drift = decay.plus(new ODETerm<>((t, y, args) -> y.cos()));
        Term<Tensor, Void> control =
                decay.plus(new ControlTerm<>((t, y, args) -> y.cos().reshape(3, 1), time));
        for (Solver solver : List.of(
                new Euler(),
                new Heun(),
                new EulerHeun(),
                new ItoMilstein(),
                new StratonovichMilstein(),
                new SPaRK(),
                new SlowRK(),
                new EES25(),
                new ReversibleHeun())) {
            Tensor expected = end(drift.plus(noise), solver, Y0);
            assertEquals(0, distance(expected, end(control.plus(noise), solver, Y0)), 1e-13, solver.toString());
        }
        Solver halves = new HalfSolver(new ItoMilstein());
        assertEquals(0, distance(end(drift.plus(tree), halves, Y0), end(control.plus(tree), halves, Y0)), 1e-13);
    }

    /** Euler over increments, drift and noise by hand. */
    @Test
    void driftControlAndNoiseAreOneStep() {
        double[] times = {0, 0.3, 0.45, 1};
        var brownian = IndependentIncrements.of(RandomKey.of(5), 3);
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>(
                        (t, y, args) -> y.negate().plus(t.sin()))
                .plus(new ControlTerm<>((t, y, args) -> field(y), path()))
                .plus(Diffusion.diagonal((t, y, args) -> y.cos(), brownian));
        var options = SolveOptions.standard().controller(new StepTo(times));
        Tensor found = diffeqsolve(term, new Euler(), 0, 1, Y0, null, options).y1();
        Tensor w = brownian.at(times);
        Tensor y = Y0;
        for (int i = 0; i < 3; i++) {
            Tensor from = Tensor.scalar(times[i]);
            Tensor to = Tensor.scalar(times[i + 1]);
            Tensor change = path().evaluate(to).minus(path().evaluate(from));
            y = y.plus(y.negate().plus(from.sin()).times(times[i + 1] - times[i]))
                    .plus(field(y).matmul(change))
                    .plus(y.cos().times(w.get(i + 1).minus(w.get(i))));
        }
        assertArrayEquals(y.toArray(), found.toArray(), 1e-14);
    }

    record Inputs(Tensor y0, Tensor weights, Tensor ts, Tensor data) {}

    /** y0, parameters, knots and data with gaps, through slopes and through increments. */
    @Test
    void gradientsReachKnotsAndDataWithGaps() {
        double[] holes = new double[18];
        holes[3 * 2] = Double.NaN;
        holes[3 * 3 + 1] = Double.NaN;
        holes[2] = Double.NaN;
        Tensor gaps = Tensor.of(holes).reshape(6, 3);
        Inputs at = new Inputs(Y0, WEIGHTS, TS, data());
        for (int kind = 0; kind < 4; kind++) {
            boolean ode = kind % 2 == 0;
            boolean smooth = kind < 2;
            Function<Inputs, Tensor> loss = in -> {
                Tensor holed = in.data().plus(gaps);
                Tensor knots = ode && !smooth ? in.ts().stopGradient() : in.ts(); // kinks are refused: see below
                Path path = smooth
                        ? CubicInterpolation.backwardHermite(knots, MissingValues.fillEnds(holed))
                        : LinearInterpolation.of(knots, MissingValues.fill(knots, holed));
                var control = new ControlTerm<Tensor, Tensor>(
                        (t, y, p) -> y.sin().reshape(3, 1).times(p), path);
                Term<Tensor, Tensor> term = ode ? control.toOde() : control;
                var options = SolveOptions.standard().controller(new StepTo(0.05, 0.5, 0.9, 1.3, 1.95));
                Tensor y1 = diffeqsolve(term, new Heun(), 0.05, 1.95, in.y0(), in.weights(), options)
                        .y1();
                return y1.dot(Tensor.of(1, -0.7, 0.4));
            };
            checkGradients(
                    in -> loss.apply(new Inputs(in.y0(), in.weights(), ode && !smooth ? TS : in.ts(), in.data())), at);
            Tensor ofData = grad(loss).apply(at).data();
            assertEquals(0, ofData.get(2, 0).item());
            assertTrue(ofData.abs().max().item() > 0.01, ofData.toString());
        }
    }

    /** Steps stay where they are while a kink moves, so that the gradient of Tsit5 was 2.76 in place of −1.04 for one of the knots. */
    @Test
    void timesOfKinksHaveNoDerivativeThroughSlopes() {
        Tensor gap = Tensor.of(0, Double.NaN, 1, 0.5, 2, -1).reshape(3, 2);
        List<Function<Tensor, Path>> kinked = List.of(
                ts -> LinearInterpolation.of(ts, MissingValues.fill(ts, gap)),
                ts -> LinearInterpolation.of(ts, Tensor.of(0, 1, 3)).withTime(),
                ts -> CubicInterpolation.backwardHermite(ts, gap));
        for (Function<Tensor, Path> path : kinked) {
            assertArrayEquals(
                    new double[] {0.7}, path.apply(Tensor.of(0, 0.7, 2)).kinks());
            Tensor at = Tensor.of(0, 0.7, 2);
            Function<Tensor, Tensor> loss = ts -> end(path.apply(ts));
            Function<Tensor, Tensor> slope = ts -> path.apply(ts)
                    .withFixedKinks()
                    .derivative(Tensor.scalar(0.3))
                    .sum();
            refusedForKinks(() -> grad(loss).apply(at));
            refusedForKinks(() -> grad(slope).apply(at));
            refusedForKinks(() -> jvp(slope, at, Tensor.of(0, 1, 0)));
            assertTrue(Double.isFinite(loss.apply(at).item()));
            checkGradients(
                    (Function<Tensor, Tensor>) ts -> path.apply(ts)
                            .derivative(Tensor.scalar(0.3))
                            .square()
                            .sum(),
                    at);
        }
    }

    private static void refusedForKinks(Executable derivative) {
        var refusal = assertThrows(GradientException.class, derivative);
        assertTrue(refusal.getMessage().startsWith("the times of a path's kinks have no derivative"));
    }

    private static Tensor end(Path path) {
        var control = new ControlTerm<Tensor, Void>(
                (t, y, args) -> y.sin().reshape(1, 1).times(Tensor.of(1, 0.5).reshape(1, 2)), path);
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        return diffeqsolve(control.toOde(), new Heun(), 0, 2, Tensor.of(0.5), null, options)
                .y1()
                .sum();
    }

    /** Over increments the ends of steps are numbers, so that derivatives for times, and for those of events, would lack the path's slope. */
    @Test
    void timesHaveDerivativesThroughSlopesAlone() {
        record Times(Tensor t0, Tensor t1) {}
        var control = new ControlTerm<Tensor, Void>((t, y, args) -> field(y), path());
        Function<Term<Tensor, Void>, Function<Times, Tensor>> losses = term -> in -> diffeqsolve(
                        term,
                        new Heun(),
                        in.t0(),
                        in.t1(),
                        Y0,
                        null,
                        SolveOptions.standard().dt0(0.1))
                .y1()
                .dot(Tensor.of(1, -0.7, 0.4));
        Times at = new Times(Tensor.scalar(0.12), Tensor.scalar(1.43));
        checkGradients(losses.apply(control.toOde()), at);
        var ofTimes = assertThrows(
                GradientException.class, () -> grad(losses.apply(control)).apply(at));
        assertTrue(ofTimes.getMessage().startsWith("steps over increments of a control take their times as they are"));

        Event<Tensor, Void> event = Event.when((t, y, args) -> y.get(0).minus(1.05));
        Function<Term<Tensor, Void>, Function<Tensor, Tensor>> crossing =
                term -> y0 -> diffeqsolve(term, new Heun(), 0, 2, y0, null, steps().events(event))
                        .events()
                        .get(0)
                        .t();
        checkGradients(crossing.apply(control.toOde()), Y0);
        assertEquals(
                crossing.apply(control.toOde()).apply(Y0).item(),
                crossing.apply(control).apply(Y0).item(),
                1e-3); // both of order 2, with steps of 0.05
        var ofEvent = assertThrows(
                GradientException.class, () -> grad(crossing.apply(control)).apply(Y0));
        assertTrue(ofEvent.getMessage()
                .startsWith(
                        "the time of an event that is searched for has no derivative over increments of a control"));
    }

    /** Implicit methods and steps that are found take slopes; at rest there is an answer too. */
    @Test
    void slopesServeEveryMethod() {
        var control = new ControlTerm<Tensor, Void>((t, y, args) -> field(y), path());
        var adaptive = SolveOptions.standard().controller(new PIDController(1e-9, 1e-9));
        Tensor implicit = diffeqsolve(control.toOde(), new Kvaerno5(), 0, 2, Y0, null, adaptive)
                .y1();
        Tensor explicit = diffeqsolve(control.toOde(), new Tsit5(), 0, 2, Y0, null, adaptive)
                .y1();
        assertEquals(0, distance(implicit, explicit), 1e-7);
        assertArrayEquals(
                Y0.toArray(),
                diffeqsolve(control, new Heun(), 1, 1, Y0, null, steps()).y1().toArray());
    }

    @Test
    void solvesBeyondTheDataAreRefused() {
        var control = new ControlTerm<Tensor, Void>((t, y, args) -> field(y), path().withTime());
        String text = "a path of the term has data from 0.0 to 2.0, but the solve goes from ";
        refused(() -> diffeqsolve(control, new Heun(), 0, 2.1, Y0, null, steps()), text + "0.0 to 2.1");
        refused(() -> diffeqsolve(control.toOde(), new Heun(), -0.1, 1, Y0, null, steps()), text + "-0.1 to 1.0");
        refused(
                () -> diffeqsolve(
                        control.toOde().plus(new ODETerm<>((t, y, args) -> y)),
                        new Heun(),
                        2.1,
                        1,
                        Y0,
                        null,
                        SolveOptions.standard().dt0(-0.05)),
                text + "2.1 to 1.0");
    }

    @Test
    void aPathThatJumpsHasNoSlopeToShowIt() {
        var control =
                new ControlTerm<Tensor, Void>((t, y, args) -> field(y), LinearInterpolation.rectilinear(TS, data()));
        refused(control::toOde, "the path jumps at t = 0.3, which its slope does not show; leave toOde() out");
        Tensor moved = end(control, new Heun(), Y0);
        assertTrue(distance(moved, Y0) > 0.1);
    }

    @Test
    void channelsThatDoNotFitAreRefusedByBothShapes() {
        var time = new ControlTerm<Tensor, Void>((t, y, args) -> field(y), path().withTime());
        for (Term<Tensor, Void> term : List.of(time, time.toOde())) {
            refused(
                    () -> end(term, new Heun(), Y0),
                    "the field of a state [3] controlled by [4] must be [3, 4], its last axis the channels, got [3, 3]");
        }
    }
}
