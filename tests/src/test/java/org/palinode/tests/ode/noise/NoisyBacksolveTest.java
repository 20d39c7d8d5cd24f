package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/** The equations of Backsolve hear the noise that the solve heard, each half its own. */
@Tag("once")
class NoisyBacksolveTest {
    private static final VirtualBrownianTree<Tensor> PATH =
            VirtualBrownianTree.of(RandomKey.of(2), 0, 1, 1.0 / 2048, 2);

    private static Solver solver(String name) {
        return switch (name) {
            case "Heun" -> new Heun();
            case "HalfSolver" -> new HalfSolver(new Heun());
            default -> new ReversibleHeun();
        };
    }

    private static Term<Tensor, Tensor> noisy() {
        return new ODETerm<Tensor, Tensor>((t, y, p) -> y.sin().times(p.get(0)))
                .plus(Diffusion.<Tensor, Tensor>diagonal((t, y, p) -> y.times(p.get(1)), PATH)
                        .strictly());
    }

    /** Order 1 in 256 steps, for noise that commutes: a few of h. */
    @ParameterizedTest
    @ValueSource(strings = {"Heun", "HalfSolver", "ReversibleHeun"})
    void gradientsUnderNoiseAreThoseOfTheStepsUpToTheirError(String name) {
        assertNear(
                adjoint -> p -> diffeqsolve(noisy(), solver(name), 0, 1, Tensor.of(1, -0.5), p, options(256, adjoint))
                        .y1()
                        .square()
                        .sum(),
                0.02);
    }

    /** Steps of halves are steps of half the size, in the equations of the adjoint as well. */
    @Test
    void halvesHearTheirOwnNoise() {
        double[] halves = backsolved(new HalfSolver(new Heun()), 16);
        double[] steps = backsolved(new Heun(), 32);
        assertArrayEquals(steps, halves, 1e-12); // the same numbers in another order
    }

    private static double[] backsolved(Solver solver, int steps) {
        return grad((Tensor p) -> diffeqsolve(
                                noisy(), solver, 0, 1, Tensor.of(1, -0.5), p, options(steps, new BacksolveAdjoint()))
                        .y1()
                        .square()
                        .sum())
                .apply(Tensor.of(0.7, 0.4))
                .toArray();
    }

    /** Order 2 on increments of a smooth path. */
    @ParameterizedTest
    @ValueSource(strings = {"Heun", "HalfSolver", "ReversibleHeun"})
    void gradientsOfControlledEquationsAreThoseOfTheStepsUpToTheirError(String name) {
        Tensor times = Tensor.linspace(0, 1, 5);
        var path = CubicInterpolation.backwardHermite(
                times, Tensor.stack(1, times, times.times(5).sin()));
        Term<Tensor, Tensor> term =
                new ControlTerm<>((t, y, p) -> Tensor.stack(1, y.sin().times(p), y.cos()), path);
        assertNear(
                adjoint -> p -> diffeqsolve(term, solver(name), 0, 1, Tensor.of(1, -0.5), p, options(64, adjoint))
                        .y1()
                        .square()
                        .sum(),
                2e-3);
    }

    @Test
    void langevinEquationsAreServedByAnOrdinaryMethod() {
        assertNear(
                adjoint -> p -> {
                    var term = new LangevinTerm<Tensor, Void>(
                            p.get(0).abs(), p.get(1).abs(), (x, args) -> x.sin(), PATH);
                    return diffeqsolve(
                                    term,
                                    new Heun(),
                                    0,
                                    1,
                                    new Pair<>(Tensor.of(1, -0.5), Tensor.of(0, 1)),
                                    null,
                                    options(256, adjoint))
                            .y1()
                            .second()
                            .square()
                            .sum();
                },
                0.02);
    }

    private static SolveOptions options(int steps, Adjoint adjoint) {
        return SolveOptions.standard().dt0(1.0 / steps).adjoint(adjoint);
    }

    private static void assertNear(Function<Adjoint, Function<Tensor, Tensor>> loss, double bound) {
        Tensor p = Tensor.of(0.7, 0.4);
        Tensor direct = grad(loss.apply(new DirectAdjoint())).apply(p);
        Tensor back = grad(loss.apply(new BacksolveAdjoint())).apply(p);
        double size = direct.abs().max().item();
        assertEquals(0, back.minus(direct).abs().max().item() / size, bound);
        assertTrue(size > 0.1);
    }
}
