package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** ReversibleHeun does not damp what parts ŷ from y. Reports say so where the gap has grown, and not where it has not. */
class UndampedGapTest {
    private static final Term<Tensor, Tensor> ROTATION =
            new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), y.get(0).negate()));

    private static Term<Tensor, Tensor> decay() {
        return new ODETerm<>((t, y, args) -> y.negate());
    }

    private static Term<Tensor, Tensor> noisy(UnaryOperator<Tensor> drift, UnaryOperator<Tensor> diffusion) {
        var tree = VirtualBrownianTree.of(RandomKey.of(3), 0, 4, 1e-3, 1);
        return new ODETerm<Tensor, Tensor>((t, y, args) -> drift.apply(y))
                .plus(Diffusion.diagonal((t, y, args) -> diffusion.apply(y), tree));
    }

    /** The drift leads to π/2 and contracts there. */
    private static Term<Tensor, Tensor> contracting() {
        return noisy(Tensor::cos, y -> y.sin().times(0.8));
    }

    private static Solution<Tensor> solve(Term<Tensor, Tensor> term, Solver solver, double t1, double h, Tensor y0) {
        return diffeqsolve(
                term, solver, 0, t1, y0, null, SolveOptions.standard().dt0(h).maxSteps(8000));
    }

    private static boolean warns(Solution<Tensor> solution) {
        return solution.explain().contains("does not damp what parts them");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.04, 0.02, 0.01, 0.0025})
    void contractionUnderNoiseIsTold(double h) {
        Tensor y0 = Tensor.of(0.5);
        Solution<Tensor> parted = solve(contracting(), new ReversibleHeun(), 4, h, y0);
        assertTrue(warns(parted), parted.explain());
        assertTrue(!warns(solve(contracting(), new Heun(), 4, h, y0)));
        assertTrue(!warns(solve(contracting(), new ReversibleHeun(), 1, h, y0)), "it needs time to grow");
    }

    /** Without noise the gap begins at h²/2 and grows as e^t: to 1 at t = 9 if h = 0.02. */
    @Test
    void decayIsToldOnceTheGapHasGrown() {
        assertTrue(!warns(solve(decay(), new ReversibleHeun(), 4, 0.02, Tensor.of(1))));
        Solution<Tensor> late = solve(decay(), new ReversibleHeun(), 12, 0.02, Tensor.of(1, 2));
        assertTrue(late.y1().abs().max().item() > 1e-3, "e^-12 is 6e-6");
        assertTrue(warns(late), late.explain());
        assertTrue(late.explain().contains("new EES25(1e-2)"), late.explain());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.01})
    void healthySolvesAreSilent(double h) {
        assertTrue(!warns(solve(ROTATION, new ReversibleHeun(), 20, h, Tensor.of(1, 0))));
        Term<Tensor, Tensor> growing = noisy(y -> y.times(0.5), y -> y.times(0.4));
        assertTrue(!warns(solve(growing, new ReversibleHeun(), 4, h, Tensor.of(1))));
        Term<Tensor, Tensor> logistic =
                new ODETerm<>((t, y, args) -> y.times(y.negate().plus(1)));
        assertTrue(!warns(solve(logistic, new ReversibleHeun(), 6, h, Tensor.of(0.1))));
        Term<Tensor, Tensor> resting = new ODETerm<>((t, y, args) -> y.minus(1).negate());
        assertTrue(!warns(solve(resting, new ReversibleHeun(), 40, h, Tensor.of(1))));
    }

    /** A small component beside a large one that is healthy. */
    @Test
    void unitsDoNotMatter() {
        Tensor units = Tensor.of(1e11, 1);
        Term<Tensor, Tensor> both = new ODETerm<>((t, y, args) -> y.times(Tensor.of(0.1, -1)));
        Solution<Tensor> solution = solve(both, new ReversibleHeun(), 12, 0.02, units);
        assertTrue(solution.explain().contains("component 1 of y"), solution.explain());
    }

    @Test
    void gradientsHaveTheNote() {
        for (Adjoint adjoint :
                List.of(new ReversibleAdjoint(), new DirectAdjoint(), new RecursiveCheckpointAdjoint())) {
            List<String> notes = notes(adjoint, 4);
            assertEquals(1, notes.size(), adjoint.toString());
            assertTrue(notes.get(0).contains("does not damp what parts them"), notes.get(0));
            assertEquals(List.of(), notes(adjoint, 1), adjoint.toString());
        }
    }

    /** It misses y0 by 1e-4 in 400 steps. */
    @Test
    void aGradientThatWasRecomputedIsNoted() {
        List<String> notes = notes(new EES25(), new ReversibleAdjoint(), 4);
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).contains("more than the 1.0e-06 that EES25 accepts"), notes.get(0));
        assertTrue(notes.get(0).contains("new EES25(0.001)"), notes.get(0));
        assertEquals(List.of(), notes(new EES25(1e-3), new ReversibleAdjoint(), 4), "the setting that is advised");
        assertEquals(List.of(), notes(new EES25(), new RecursiveCheckpointAdjoint(), 4));
    }

    /** Nothing is advised that would make a gradient useless. */
    @Test
    void aStartThatIsLostIsNotToBeAccepted() {
        AtomicReference<GradientReport> report = new AtomicReference<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(0.5)
                .adjoint(new ReversibleAdjoint())
                .onGradient(report::set);
        Term<Tensor, Tensor> fast = new ODETerm<>((t, y, args) -> y.times(-4));
        Autodiff.grad((Tensor y0) -> diffeqsolve(fast, new EES27(), 0, 4, y0, null, options)
                        .y1()
                        .sum())
                .apply(Tensor.of(1));
        List<String> notes = report.get().notes();
        assertTrue(notes.get(0).endsWith("Take shorter steps"), notes.toString());
    }

    private static List<String> notes(Adjoint adjoint, double t1) {
        return notes(new ReversibleHeun(), adjoint, t1);
    }

    private static List<String> notes(Solver solver, Adjoint adjoint, double t1) {
        AtomicReference<GradientReport> report = new AtomicReference<>();
        SolveOptions options =
                SolveOptions.standard().dt0(0.01).adjoint(adjoint).onGradient(report::set);
        Autodiff.grad((Tensor y0) -> diffeqsolve(contracting(), solver, 0, t1, y0, null, options)
                        .y1()
                        .sum())
                .apply(Tensor.of(0.5));
        return report.get().notes();
    }
}
