package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.autodiff.support.Allocation;

/** A warm step under noise leaves no garbage, forward or back, from a tree or from increments of their own. */
@Tag("slow")
class NoiseAllocationTest {
    /** Few and many steps that fill the same chunks of records, whose length doubles at 2,048 and 4,096. */
    private static final int FEW = 2_100;

    private static final int MANY = 4_000;
    private static final double STEP = 1.3e-3; // no multiple of a cell, so that cells are parted

    /** The step counts differ by 1,900: a single object a step would show as 30,000 bytes at least. */
    private static final long NEXT_TO_NOTHING = 4_000;

    private static BrownianPath<Tensor> tree(LevyArea level) {
        return VirtualBrownianTree.of(RandomKey.of(1), 0, MANY * STEP, 5e-4, 2).with(level);
    }

    private static BrownianPath<Tensor> independent(LevyArea level) {
        return IndependentIncrements.of(RandomKey.of(1), 2).with(level);
    }

    static Stream<BrownianPath<Tensor>> paths() {
        return Stream.of(LevyArea.values()).flatMap(level -> Stream.of(tree(level), independent(level)));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aStepForwardAllocatesNothing(BrownianPath<Tensor> path) {
        assertStepsAllocateNothing(
                count -> () -> end(path, new Heun(), Tensor.of(1, 2), count, new RecursiveCheckpointAdjoint(20)));
    }

    static List<Arguments> goingBack() {
        return List.of(
                Arguments.of(tree(LevyArea.NONE), new Heun(), new DirectAdjoint()),
                Arguments.of(independent(LevyArea.NONE), new Heun(), new RecursiveCheckpointAdjoint(20)),
                Arguments.of(tree(LevyArea.SPACE_TIME), new Heun(), new ReversibleAdjoint()),
                Arguments.of(independent(LevyArea.SPACE_TIME_TIME), new ReversibleHeun(), new ReversibleAdjoint()));
    }

    @ParameterizedTest
    @MethodSource("goingBack")
    void aStepBackAllocatesNothing(BrownianPath<Tensor> path, Solver solver, Adjoint adjoint) {
        Tensor cotangent = Tensor.ones(2);
        assertStepsAllocateNothing(count -> {
            Recording<Tensor, Tensor> recording =
                    Autodiff.vjp(y0 -> end(path, solver, y0, count, adjoint), Tensor.of(1, 2));
            return () -> recording.pullBack(cotangent);
        });
    }

    private static void assertStepsAllocateNothing(IntFunction<Runnable> ofSteps) {
        long more = Allocation.beyond(ofSteps.apply(FEW), ofSteps.apply(MANY), NEXT_TO_NOTHING);
        assertTrue(more <= NEXT_TO_NOTHING, (MANY - FEW) + " steps allocated " + more + " bytes");
    }

    /** A bounded motion, so that no step is stored. */
    private static Tensor end(BrownianPath<Tensor> path, Solver solver, Tensor y0, int count, Adjoint adjoint) {
        var term = new ODETerm<Tensor, Void>((t, y, args) -> y.sin())
                .plus(Diffusion.diagonal((t, y, args) -> y.cos().times(0.1), path));
        var options = SolveOptions.standard().dt0(STEP).maxSteps(10_000).adjoint(adjoint);
        return diffeqsolve(term, solver, 0, count * STEP, y0, null, options).y1();
    }
}
