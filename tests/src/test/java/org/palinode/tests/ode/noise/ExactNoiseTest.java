package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.Increments;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.ALIGN;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.ShOULD;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/** Equations that methods with areas solve without any error, whatever the steps. */
class ExactNoiseTest {
    private static final double[] STEPS = {0.5, 0.6, 0.65, 1.5, 1.9999, 2, 2.5};

    private static VirtualBrownianTree<Tensor> path(LevyArea level, int components) {
        return VirtualBrownianTree.of(RandomKey.of(12), 0.5, 2.5, 5e-5, components)
                .with(level);
    }

    /** ∫ t dW over [s, s + h] is sW + h(W/2 − H), which holds for the whole and for the steps. */
    @Test
    void theIntegralOfTimeAgainstThePathIsExactWithItsArea() {
        var path = path(LevyArea.SPACE_TIME, 1);
        Term<Tensor, Void> term = Diffusion.additiveDiagonal((t, args) -> t.reshape(1), path);
        var whole = new Increments(LevyArea.SPACE_TIME, 1);
        path.reader().read(0.5, 2.5, whole);
        double expected = 0.5 * whole.w(0) + 2 * (whole.w(0) / 2 - whole.h(0));
        assertTrue(Math.abs(expected) > 0.1 && Math.abs(whole.h(0)) > 0.01);
        for (Solver solver : List.of(new SEA(), new ShARK(), new SRA1())) {
            for (SolveOptions options : List.of(
                    SolveOptions.standard().controller(new StepTo(STEPS)),
                    SolveOptions.standard().dt0(2),
                    SolveOptions.standard().dt0(0.01))) {
                Tensor y1 = diffeqsolve(term, solver, 0.5, 2.5, Tensor.of(3.0), null, options)
                        .y1();
                assertEquals(3 + expected, y1.item(), 1e-13, solver.toString()); // some two hundred roundings
            }
        }
    }

    /** Without friction and force there is no noise either: a straight line. */
    @Test
    void aFreeParticleMovesInAStraightLine() {
        var term = new LangevinTerm<Tensor, Void>(
                Tensor.scalar(0), Tensor.scalar(2), (x, args) -> x.zerosLike(), path(LevyArea.SPACE_TIME_TIME, 3));
        Tensor x = Tensor.of(1, -2, 0.5);
        Tensor v = Tensor.of(0.3, 0.7, -4);
        var options = SolveOptions.standard().controller(new StepTo(STEPS));
        for (Solver solver : List.of(new ALIGN(), new ShOULD(), new QUICSORT())) {
            var y1 = diffeqsolve(term, solver, 0.5, 2.5, new Pair<>(x, v), null, options)
                    .y1();
            assertEquals(0, y1.first().minus(x.plus(v.times(2))).abs().max().item(), 1e-14, solver.toString());
            assertEquals(0, y1.second().minus(v).abs().max().item(), 1e-14, solver.toString());
        }
    }

    /** Without friction a force still acts: x'' = −u x turns by √u t, which steps of order 2 and 3 follow. */
    @Test
    void aParticleWithoutFrictionSwings() {
        var term = new LangevinTerm<Tensor, Void>(
                Tensor.scalar(0), Tensor.scalar(4), (x, args) -> x, path(LevyArea.SPACE_TIME_TIME, 1));
        var start = new Pair<>(Tensor.of(1.0), Tensor.of(0.0));
        var options = SolveOptions.standard().dt0(1.0 / 64);
        for (Solver solver : List.of(new ALIGN(), new ShOULD(), new QUICSORT())) {
            var y1 = diffeqsolve(term, solver, 0.5, 2.5, start, null, options).y1();
            double bound = solver instanceof ALIGN
                    ? 5e-4
                    : 2e-6; // (√u h)² and ³, 1e-3 and 3e-5, times 4 and small coefficients
            assertEquals(Math.cos(4), y1.first().item(), bound, solver.toString());
            assertEquals(-2 * Math.sin(4), y1.second().item(), 2 * bound, solver.toString());
        }
    }
}
