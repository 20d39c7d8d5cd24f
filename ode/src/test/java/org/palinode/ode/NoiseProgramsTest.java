package org.palinode.ode;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;

/** Compiled steps are shared by all paths that a step cannot tell apart. */
class NoiseProgramsTest {
    private static VirtualBrownianTree<Tensor> tree(int seed, int... dims) {
        return VirtualBrownianTree.of(RandomKey.of(seed), 0, 1, 0.01, dims).with(LevyArea.SPACE_TIME);
    }

    private static StepPrograms programs(BrownianPath<Tensor> path, Solver solver) {
        Diffusion<Tensor, Void> noise = Diffusion.general(
                (t, y, args) -> Tensor.ones(3, path.components()).times(y.sum()), path);
        return TracedProblem.of(
                        noise,
                        solver,
                        0,
                        1,
                        Tensor.ones(3),
                        null,
                        SolveOptions.standard().dt0(0.1))
                .programs();
    }

    @Test
    void aStepIsCompiledOnceForAllKeysAndLevels() {
        StepPrograms heun = programs(tree(1, 2), new Heun());
        assertSame(heun, programs(tree(2, 2), new Heun()));
        assertSame(heun, programs(tree(1, 2).with(LevyArea.NONE), new Heun()), "Heun reads W alone");
        assertSame(heun, programs(IndependentIncrements.of(RandomKey.of(1), 2), new Heun()));
    }

    @Test
    void aStepIsCompiledAnewForAnotherShapeOrSolver() {
        StepPrograms heun = programs(tree(1, 2), new Heun());
        assertNotSame(heun, programs(tree(1, 4), new Heun()));
        assertNotSame(heun, programs(tree(1, 2), new SPaRK()));
    }
}
