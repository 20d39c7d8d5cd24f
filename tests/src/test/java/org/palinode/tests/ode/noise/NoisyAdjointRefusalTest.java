package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.CompareAdjoints.compareAdjoints;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** An adjoint that would differentiate another equation is refused with the way out, and the way out leads to the same solution. */
class NoisyAdjointRefusalTest {
    private static final BrownianPath<Tensor> TREE =
            VirtualBrownianTree.of(RandomKey.of(3), 0, 1, 1.0 / 4096, 2).with(LevyArea.SPACE_TIME);

    private static Term<Tensor, Tensor> growth(BrownianPath<Tensor> path) {
        return new ODETerm<Tensor, Tensor>((t, y, a) -> y.times(a.get(0)))
                .plus(Diffusion.<Tensor, Tensor>diagonal((t, y, a) -> y.times(a.get(1)), path)
                        .strictly());
    }

    private static AdjointComparison compared(Term<Tensor, Tensor> term, Solver solver, Adjoint... adjoints) {
        return compareAdjoints(
                (Tensor a, Adjoint adjoint) -> diffeqsolve(
                                term,
                                solver,
                                0,
                                1,
                                Tensor.of(1, 2),
                                a,
                                SolveOptions.standard().dt0(1.0 / 1024).adjoint(adjoint))
                        .y1()
                        .sum(),
                Tensor.of(0.3, 0.4),
                List.of(adjoints));
    }

    /** A refusal is a row of the table, with its reason. */
    @Test
    void comparedAdjointsSayWhyTheyAreRefused() {
        String ito = compared(
                        growth(TREE), new Euler(), new DirectAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint())
                .toString();
        assertTrue(ito.contains("Reversible                   refused: ReversibleAdjoint cannot reverse Euler[]"), ito);
        assertTrue(ito.contains("ItoConversion.toStratonovich and use Heun or EES25"), ito);
        assertTrue(ito.contains("new EES25(1e-2), its accepted mismatch"), ito);
        assertTrue(ito.contains("Backsolve                    refused: BacksolveAdjoint solves back in Strat"), ito);
        String parts = compared(growth(TREE), new SPaRK(), new ReversibleAdjoint(), new BacksolveAdjoint())
                .toString();
        assertTrue(parts.contains("refused: BacksolveAdjoint solves its equations by methods"), parts);
        var increments = IndependentIncrements.of(RandomKey.of(3), 2);
        String independent = compared(
                        growth(increments),
                        new Heun(),
                        new RecursiveCheckpointAdjoint(),
                        new BacksolveAdjoint(),
                        new ImplicitAdjoint())
                .toString();
        assertTrue(
                independent.contains("refused: BacksolveAdjoint takes steps of its own on the way back"), independent);
        assertTrue(independent.contains("use a VirtualBrownianTree, or RecursiveCheckpointAdjoint"), independent);
        assertTrue(independent.contains("refused: ImplicitAdjoint differentiates a steady state"), independent);
    }

    /** Itô's solution by Euler, and that of the converted equation by Heun under ReversibleAdjoint: with 1024 steps both are within their errors. */
    @Test
    void theWayOutOfItosCalculusIsTheSameEquation() {
        Term<Tensor, Tensor> converted = ItoConversion.toStratonovich(growth(TREE));
        AdjointComparison.Row ito =
                compared(growth(TREE), new Euler(), new DirectAdjoint()).rows().get(0);
        for (Solver solver : List.of(new Heun(), new EES25())) {
            AdjointComparison.Row row =
                    compared(converted, solver, new ReversibleAdjoint()).rows().get(0);
            assertEquals(ito.value(), row.value(), 2e-2); // Euler's order is 1/2
            assertTrue(row.gradientError() < 1e-9, row.toString());
        }
        assertTrue(Math.abs(ito.value()
                        - compared(growth(TREE), new Heun(), new DirectAdjoint())
                                .rows()
                                .get(0)
                                .value())
                > 5e-2);
    }

    /** Additive noise is one equation in both. */
    @Test
    void additiveNoiseIsReversedUnderEuler() {
        Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                        (t, y, a) -> y.sin().times(a.get(0)))
                .plus(Diffusion.additiveDiagonal((t, a) -> Tensor.ones(2).times(a.get(1)), TREE));
        AdjointComparison comparison = compared(term, new Euler(), new ReversibleAdjoint(), new BacksolveAdjoint());
        assertTrue(comparison.rows().get(0).gradientError() < 1e-10, comparison.toString());
        assertTrue(comparison.rows().get(1).gradientError() < 1e-2, comparison.toString()); // its steps' error
    }

    private record Times(Tensor t0, Tensor t1, Tensor ts) {}

    private static Function<Times, Tensor> ofTimes(Term<Tensor, Tensor> term, Solver solver) {
        return at -> diffeqsolve(
                        term,
                        solver,
                        at.t0(),
                        at.t1(),
                        Tensor.of(1, 2),
                        Tensor.of(0.3, 0.4),
                        SolveOptions.standard()
                                .dt0(0.013)
                                .saveAt(SaveAt.ts(at.ts()).andT1()))
                .ys()
                .sum();
    }

    /** A control as an ordinary equation has derivatives for times; over increments of its path, and under noise, there are none. */
    @Test
    void onlyOrdinaryControlsHaveGradientsOfTimes() {
        // no step ends at a knot, where the slope of the path bends, nor does the last one fit by chance
        Times at = new Times(Tensor.scalar(0.12), Tensor.scalar(0.93), Tensor.of(0.35, 0.62));
        Tensor knots = Tensor.linspace(-1, 2, 7);
        var control = new ControlTerm<Tensor, Tensor>(
                (t, y, a) -> y.sin().times(a.get(0)).reshape(2, 1),
                CubicInterpolation.backwardHermite(knots, knots.times(2).sin().reshape(7, 1)));
        Autodiff.checkGradients(ofTimes(control.toOde(), new Tsit5()), at);
        var refusal = assertThrows(
                GradientException.class,
                () -> Autodiff.grad(ofTimes(growth(TREE).plus(control.toOde()), new Heun()))
                        .apply(at));
        assertTrue(refusal.getMessage().contains("a Brownian path is nowhere differentiable"), refusal.getMessage());
        var direct = new ODETerm<Tensor, Tensor>((t, y, a) -> y.negate()).plus(control);
        refusal = assertThrows(
                GradientException.class,
                () -> Autodiff.grad(ofTimes(direct, new Tsit5())).apply(at));
        assertTrue(refusal.getMessage().contains("make the control"), refusal.getMessage());
    }
}
