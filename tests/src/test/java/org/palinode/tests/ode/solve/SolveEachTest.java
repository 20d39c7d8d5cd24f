package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.internal.kernel.parallel.ThreadCount;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.CompareAdjoints;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveEachException;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.SolveInterruptedException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** Many solves at once, each by itself. */
class SolveEachTest {
    private static final Tsit5 SOLVER = new Tsit5();

    private static ODETerm<Tensor, Tensor> term(Tensor w) {
        return new ODETerm<>((t, y, a) -> w.matmul(y)
                .tanh()
                .minus(y.times(a.get(0)).times(t.times(a.get(1)).cos())));
    }

    private static SolveOptions options() {
        return SolveOptions.standard().controller(new PIDController(1e-6, 1e-8));
    }

    /** Instances that differ in all that may differ. */
    private static List<SolveInstance<Tensor, Tensor>> instances(Inputs in, int count) {
        List<SolveInstance<Tensor, Tensor>> instances = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double t0 = 0.1 * i;
            double t1 = i % 3 == 2 ? t0 - 1 : t0 + 1 + 0.3 * i;
            SolveOptions options = i % 2 == 0
                    ? options().saveAt(SaveAt.ts((t0 + t1) / 2).andT1())
                    : options().adjoint(i % 4 == 1 ? new DirectAdjoint() : new ReversibleAdjoint());
            instances.add(new SolveInstance<>(t0, t1, in.y0().times(1 + 0.1 * i), in.args(), options));
        }
        return instances;
    }

    @Test
    void eachSolutionIsThatOfItsInstanceAloneToTheBit() {
        List<SolveInstance<Tensor, Tensor>> instances = instances(Sample.AT, 9);
        ODETerm<Tensor, Tensor> term = term(Sample.AT.closedOver());
        for (int threads : new int[] {1, 2, 5}) {
            List<Solution<Tensor>> together = SolveEach.solveEach(term, SOLVER, instances, threads);
            for (int i = 0; i < instances.size(); i++) {
                SolveInstance<Tensor, Tensor> one = instances.get(i);
                Solution<Tensor> alone =
                        DiffEqSolve.diffeqsolve(term, SOLVER, one.t0(), one.t1(), one.y0(), one.args(), one.options());
                assertArrayEquals(alone.ys().toArray(), together.get(i).ys().toArray());
                assertArrayEquals(alone.stepTimes(), together.get(i).stepTimes());
                assertArrayEquals(alone.ts(), together.get(i).ts());
            }
        }
    }

    private static Tensor loss(Inputs in, int threads) {
        Tensor sum = Tensor.scalar(0);
        for (Solution<Tensor> solution :
                SolveEach.solveEach(term(in.closedOver()), SOLVER, instances(in, 7), threads)) {
            sum = sum.plus(Sample.weighted(solution.ys()));
        }
        return sum;
    }

    @Test
    void gradientsAreSummedOverInstancesAndDoNotDependOnThreads() {
        Inputs one = Autodiff.grad((Inputs in) -> loss(in, 1)).apply(Sample.AT);
        for (int run = 0; run < 3; run++) {
            Inputs many = Autodiff.grad((Inputs in) -> loss(in, 4)).apply(Sample.AT);
            assertEquals(0, many.distance(one), 0);
        }
        Function<Inputs, Tensor> loss = in -> loss(in, 2);
        assertEquals(0, one.distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-12); // other order of sums
    }

    @Test
    void adjointsAreComparedOnManySolvesToo() {
        AdjointComparison comparison = CompareAdjoints.compareAdjoints(
                (Inputs in, Adjoint adjoint) -> {
                    List<SolveInstance<Tensor, Tensor>> instances = Collections.nCopies(
                            3,
                            new SolveInstance<>(
                                    0, 1, in.y0(), in.args(), options().adjoint(adjoint)));
                    Tensor sum = Tensor.scalar(0);
                    for (var solution : SolveEach.solveEach(term(in.closedOver()), SOLVER, instances, 2)) {
                        sum = sum.plus(solution.y1().sum());
                    }
                    return sum;
                },
                Sample.AT,
                List.of(new DirectAdjoint(), new ReversibleAdjoint()));
        assertEquals(0, comparison.rows().get(0).gradientError(), 0);
        assertEquals(0, comparison.rows().get(1).gradientError(), 1e-12);
        assertTrue(comparison.rows().get(1).pullBacks() > 0, comparison.toString());
    }

    @Test
    void timesOfInstancesHaveGradients() {
        Function<Tensor, Tensor> loss = times -> {
            List<SolveInstance<Tensor, Tensor>> instances = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                instances.add(new SolveInstance<>(
                        times.get(0),
                        times.get(1 + i),
                        Sample.AT.y0(),
                        Sample.AT.args(),
                        SolveOptions.standard().dt0(0.3)));
            }
            Tensor sum = Tensor.scalar(0);
            for (var solution : SolveEach.solveEach(term(Sample.AT.closedOver()), SOLVER, instances, 2)) {
                sum = sum.plus(Sample.weighted(solution.y1()));
            }
            return sum;
        };
        Autodiff.checkGradients(loss, Tensor.of(0.2, 1, 1.55, 2.2));
    }

    /** The first is differentiated for its start, the second for its arguments, the third for both of its times. */
    @Test
    void instancesMayBeDifferentiatedForDifferentInputs() {
        ODETerm<Tensor, Tensor> term = term(Sample.AT.closedOver());
        Inputs fixed = Sample.AT;
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        List<Function<Tensor, SolveInstance<Tensor, Tensor>>> one = List.of(
                x -> new SolveInstance<>(0, 1, x, fixed.args(), options),
                x -> new SolveInstance<>(0.2, 1.5, fixed.y0(), x.slice(0, 0, 2), options),
                x -> new SolveInstance<>(x.get(2).times(0.1), x.get(0).plus(1), fixed.y0(), fixed.args(), options));
        Function<Tensor, Tensor> together = x ->
                SolveEach.solveEach(
                                term,
                                SOLVER,
                                one.stream().map(instance -> instance.apply(x)).toList(),
                                2)
                        .stream()
                        .map(solution -> Sample.weighted(solution.y1()))
                        .reduce(Tensor::plus)
                        .orElseThrow();
        Function<Tensor, Tensor> apart = x -> one.stream()
                .map(each -> each.apply(x))
                .map(each ->
                        DiffEqSolve.diffeqsolve(term, SOLVER, each.t0(), each.t1(), each.y0(), each.args(), options))
                .map(solution -> Sample.weighted(solution.y1()))
                .reduce(Tensor::plus)
                .orElseThrow();
        Tensor at = Tensor.of(0.5, -1, 0.8);
        assertArrayEquals(
                Autodiff.grad(apart).apply(at).toArray(),
                Autodiff.grad(together).apply(at).toArray(),
                1e-14); // added up in another order
        Autodiff.checkGradients(together, at);
    }

    /** Of a solve of plain numbers nothing is kept: it must not be pulled back. */
    @Test
    void instancesThatDependOnNothingStandBesideOthers() {
        ODETerm<Tensor, Tensor> growth = new ODETerm<>((t, y, q) -> y.times(q));
        SolveOptions options = SolveOptions.standard().dt0(0.01);
        Function<Tensor, Tensor> loss = w -> SolveEach.solveEach(
                        growth,
                        SOLVER,
                        List.of(
                                new SolveInstance<>(0, 1, Tensor.of(1), Tensor.of(0.3), options),
                                new SolveInstance<>(0, 1, w, Tensor.of(0.3), options),
                                new SolveInstance<>(Tensor.scalar(0), w.get(0), Tensor.of(1), Tensor.of(0.3), options)))
                .stream()
                .map(solution -> solution.y1().sum())
                .reduce(Tensor::plus)
                .orElseThrow();
        double exact = Math.exp(0.3) + 0.3 * Math.exp(0.6); // e^0.3 + w e^0.3 + e^(0.3 w) at w = 2
        assertEquals(exact, Autodiff.grad(loss).apply(Tensor.of(2)).item(), 1e-11); // the error of order 5 at h = 0.01
        var recording = Autodiff.vjp(loss, Tensor.of(2));
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(2))) {
            Tensor gradient = recording.pullBack(Tensor.scalar(1), Recorded.under(adjoint));
            assertEquals(exact, gradient.item(), 1e-11);
        }
        Autodiff.checkGradients(loss, Tensor.of(2)); // second derivatives too, and forward mode
    }

    @Test
    void aFailureIsReportedForItsInstanceAndTheOthersEnd() {
        ODETerm<Tensor, Tensor> explosion = new ODETerm<>((t, y, args) -> y.square());
        List<SolveInstance<Tensor, Tensor>> instances = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // y = 1/(1/y0 − t) ends at 1/y0
            instances.add(new SolveInstance<>(0, 1, Tensor.of(i == 2 ? 2 : 0.5), null, options()));
        }
        var failure =
                assertThrows(SolveEachException.class, () -> SolveEach.solveEach(explosion, SOLVER, instances, 3));
        assertArrayEquals(new int[] {2}, failure.failures());
        assertTrue(
                failure.getMessage().startsWith("1 of 4 solves failed: instance 2 at t = 0.5"), failure.getMessage());
        assertEquals(1, ((Tensor) failure.solutions().get(3).y1()).item(), 1e-5);
        assertFalse(failure.solutions().get(2).isSuccessful());
    }

    @Test
    void aSolutionAskedNotToThrowSaysThatItFailed() {
        ODETerm<Tensor, Tensor> explosion = new ODETerm<>((t, y, args) -> y.square());
        List<Solution<Tensor>> solutions = SolveEach.solveEach(
                explosion,
                SOLVER,
                List.of(new SolveInstance<>(
                        0, 1, Tensor.of(2.0), null, options().throwing(false))));
        assertFalse(solutions.get(0).isSuccessful());
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsInstance() {
        List<SolveInstance<Tensor, Tensor>> instances = new ArrayList<>(instances(Sample.AT, 2));
        instances.add(new SolveInstance<>(
                0, 1, Sample.AT.y0(), Sample.AT.args(), SolveOptions.standard().dt0(-0.1)));
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> SolveEach.solveEach(term(Sample.AT.closedOver()), SOLVER, instances, 2));
        assertTrue(
                refusal.getMessage().startsWith("instance 2: dt0 = -0.1 does not lead from t0"), refusal.getMessage());
        refusal = assertThrows(
                IllegalArgumentException.class,
                () -> SolveEach.solveEach(term(Sample.AT.closedOver()), SOLVER, instances, 0));
        assertTrue(refusal.getMessage().startsWith("solveEach needs at least 1 thread, got 0"), refusal.getMessage());
    }

    @Test
    void gradientListenersAreToldOneAtATime() {
        List<GradientReport> reports = new ArrayList<>();
        Autodiff.grad((Tensor y0) -> {
                    SolveOptions options = SolveOptions.standard().dt0(0.1).onGradient(reports::add);
                    List<SolveInstance<Tensor, Tensor>> instances =
                            Collections.nCopies(20, new SolveInstance<>(0, 1, y0, Sample.AT.args(), options));
                    Tensor sum = Tensor.scalar(0);
                    for (var solution : SolveEach.solveEach(term(Sample.AT.closedOver()), SOLVER, instances, 4)) {
                        sum = sum.plus(solution.y1().sum());
                    }
                    return sum;
                })
                .apply(Sample.AT.y0());
        assertEquals(20, reports.size());
    }

    @Test
    void interruptingTheCallerStopsAll() {
        List<SolveInstance<Tensor, Tensor>> endless = Collections.nCopies(
                5,
                new SolveInstance<>(
                        0,
                        1e6,
                        Sample.AT.y0(),
                        Sample.AT.args(),
                        SolveOptions.standard().dt0(1e-3).maxSteps(Integer.MAX_VALUE)));
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException never) {
                return;
            }
            caller.interrupt();
        });
        interrupter.start();
        assertThrows(
                SolveInterruptedException.class,
                () -> SolveEach.solveEach(term(Sample.AT.closedOver()), SOLVER, endless, 2));
        assertTrue(Thread.interrupted(), "the caller stays interrupted");
    }

    @Test
    void noInstancesHaveNoSolutions() {
        assertEquals(List.of(), SolveEach.solveEach(term(Sample.AT.closedOver()), SOLVER, List.of()));
    }

    @Test
    void oneThreadIsUsedWhereThatIsConfigured() {
        String before = System.getProperty(ThreadCount.PROPERTY);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        SolveOptions options = SolveOptions.standard()
                .dt0(0.1)
                .onProgress(progress -> seen.add(Thread.currentThread()), Duration.ZERO);
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        SolveInstance<Tensor, Tensor> one = new SolveInstance<>(0, 1, Tensor.of(1.0), null, options);
        System.setProperty(ThreadCount.PROPERTY, "1");
        try {
            SolveEach.solveEach(decay, SOLVER, List.of(one, one, one));
        } finally {
            if (before == null) {
                System.clearProperty(ThreadCount.PROPERTY);
            } else {
                System.setProperty(ThreadCount.PROPERTY, before);
            }
        }
        assertEquals(Set.of(Thread.currentThread()), seen);
    }
}
