package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;

/** A step that is taken again, reversed or stored hears the noise that it heard: independent increments are others for an end that is off by a bit. */
class NoisyReplayTest {
    private static final BrownianPath<Tensor> PATH = IndependentIncrements.of(RandomKey.of(2), 2);
    private static final Tensor ARGS = Tensor.of(0.7, 0.4);

    private static Function<Tensor, Tensor> loss(Term<Tensor, Tensor> term, Solver solver, SolveOptions options) {
        return args -> diffeqsolve(term, solver, 0, 1, Tensor.of(1, 2).cast(args.dtype()), args, options)
                .y1()
                .sum();
    }

    private static Term<Tensor, Tensor> moving(double rate) {
        return new ODETerm<Tensor, Tensor>(
                        (t, y, a) -> y.minus(t.cos()).times(a.get(0)).times(-rate))
                .plus(Diffusion.diagonal((t, y, a) -> y.sin().times(a.get(1)), PATH));
    }

    private static void checkAll(Term<Tensor, Tensor> term, SolveOptions options, Adjoint... adjoints) {
        for (Adjoint adjoint : adjoints) {
            Function<Tensor, Tensor> loss = loss(term, new Heun(), options.adjoint(adjoint));
            Tensor gradient = Autodiff.grad(loss).apply(ARGS);
            for (int i = 0; i < 2; i++) {
                Tensor unit = Tensor.arange(2).minus(i).abs().minus(1).negate().cast(DType.FLOAT64);
                double h = 1e-5;
                double expected = loss.apply(ARGS.plus(unit.times(h)))
                                .minus(loss.apply(ARGS.minus(unit.times(h))))
                                .item()
                        / (2 * h);
                assertEquals(expected, gradient.get(i).item(), 1e-8 * Math.max(1, Math.abs(expected))); // differences
                assertTrue(Math.abs(expected) > 1e-3, adjoint + ": " + expected);
            }
        }
    }

    /** A step after a jump begins two floats later, and its noise does not. */
    @Test
    void afterJumps() {
        SolveOptions options = SolveOptions.standard().dt0(0.06).controller(new ConstantStepSize().jumpTs(0.31, 0.7));
        checkAll(moving(1), options, new DirectAdjoint(), new RecursiveCheckpointAdjoint(2), new ReversibleAdjoint());
    }

    /** Each step loses three quarters of what it starts with, so that it is stored in place of being reversed. */
    @Test
    void whereStepsAreStored() {
        AtomicReference<GradientReport> report = new AtomicReference<>();
        SolveOptions options = SolveOptions.standard().dt0(0.02).onGradient(report::set);
        checkAll(moving(100), options, new ReversibleAdjoint());
        assertTrue(report.get().storedSteps() > 40, report.toString());
    }

    /** Float32 holds 1e-7; some hundred operations a step, of which 25 are taken. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inFloat32(boolean isTree) {
        BrownianPath<Tensor> path = isTree
                ? VirtualBrownianTree.of(RandomKey.of(2), 0, 1, 0.01, 2)
                : IndependentIncrements.of(RandomKey.of(2), 2);
        Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                        (t, y, a) -> y.cos().times(a.get(0)))
                .plus(Diffusion.diagonal((t, y, a) -> y.sin().times(a.get(1)), path));
        Tensor args = ARGS.cast(DType.FLOAT32);
        SolveOptions options = SolveOptions.standard().dt0(0.04);
        for (Solver solver : List.of(new Heun(), new ReversibleHeun(), new EES25(1e-2))) {
            for (Adjoint adjoint : List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3))) {
                Function<Tensor, Tensor> loss = loss(term, solver, options.adjoint(adjoint));
                Tensor wide = Autodiff.grad(loss).apply(ARGS);
                assertNear(wide, Autodiff.grad(loss).apply(args), solver + " under " + adjoint);
            }
            // in float64 segments end elsewhere, which is another map
            Recording<Tensor, Tensor> map =
                    Autodiff.vjp(loss(term, solver, options.adjoint(new ReversibleAdjoint())), args);
            Tensor bar = Tensor.scalar(1).cast(DType.FLOAT32);
            Tensor direct = map.pullBack(bar, Recorded.under(new DirectAdjoint()));
            assertNear(direct.cast(DType.FLOAT64), map.pullBack(bar), solver.toString());
        }
    }

    private static void assertNear(Tensor expected, Tensor narrow, String what) {
        assertEquals(DType.FLOAT32, narrow.dtype());
        assertEquals(0, Gap.relative(expected, narrow.cast(DType.FLOAT64)), 1e-4, what);
    }
}
