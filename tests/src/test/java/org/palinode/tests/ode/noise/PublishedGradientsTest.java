package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.path.Path;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;

/** The problems on which others hold adjoints of equations with noise and controls against each other, and the gradient that has a closed form. */
class PublishedGradientsTest {
    record At(Tensor y0, Tensor args) {}

    private static final Tensor MATRIX = Tensor.of(new double[][] {{-0.3, 1.2}, {-0.9, -0.1}});

    private static VirtualBrownianTree<Tensor> path(double t1, int dims) {
        return VirtualBrownianTree.of(RandomKey.of(4), 0, t1, 1e-3, dims).with(LevyArea.SPACE_TIME);
    }

    private static ODETerm<Tensor, Tensor> linear() {
        return new ODETerm<>((t, y, a) -> a.matmul(y));
    }

    /** X = (t², t²)/10. */
    private static final Path SQUARE = new Path() {
        @Override
        public Tensor evaluate(Tensor t) {
            return Tensor.stack(t.square().times(0.1), t.square().times(0.1));
        }

        @Override
        public Tensor derivative(Tensor t) {
            return Tensor.stack(t.times(0.2), t.times(0.2));
        }

        @Override
        public double[] knots() {
            return new double[0];
        }
    };

    private static final ControlTerm<Tensor, Tensor> CONTROL =
            new ControlTerm<>((t, y, a) -> Tensor.stack(1, y.sin(), a.matmul(y).tanh()), SQUARE);

    static Stream<Arguments> pullRequest() {
        RootFinder exact = RootFinder.newton().tolerances(1e-13, 1e-14).maxIterations(20);
        Term<Tensor, Tensor> constant = linear().plus(Diffusion.additive((t, a) -> Tensor.ones(2, 1), path(5, 1)));
        Term<Tensor, Tensor> growing = linear().plus(Diffusion.diagonal((t, y, a) -> y.times(0.1), path(5, 2)));
        Term<Tensor, Tensor> smooth = linear().plus(CONTROL.toOde());
        return Stream.of(
                Arguments.of(new ShARK(), constant),
                Arguments.of(new SlowRK(), growing),
                Arguments.of(new Tsit5(), linear().plus(CONTROL)),
                Arguments.of(new Tsit5(), smooth),
                Arguments.of(new Kvaerno5(exact), smooth),
                Arguments.of(new KenCarp5(exact), MultiTerm.of(CONTROL.toOde().field(), linear().field())));
    }

    /** Over [0, 5] with steps of 0.01; the reconstruction is accepted to 1e-10. */
    @ParameterizedTest
    @MethodSource("pullRequest")
    void reversedGradientsAreThoseOfTheStoredSteps(Solver solver, Term<Tensor, Tensor> term) {
        At at = new At(Tensor.of(0.9, 5.4), MATRIX);
        Recording<At, Tensor> recording = recorded(term, solver, 5, 0.01, at, new ReversibleAdjoint());
        At reversed = recording.pullBack(Tensor.ones(2));
        At direct = recording.pullBack(Tensor.ones(2), Recorded.under(new DirectAdjoint()));
        At checkpoints = recording.pullBack(Tensor.ones(2), Recorded.under(new RecursiveCheckpointAdjoint(7)));
        assertNear(direct, reversed, 1e-10);
        assertNear(direct, checkpoints, 1e-12);
        Tensor plain = recorded(term, solver, 5, 0.01, at, new DirectAdjoint()).value();
        Tensor halved =
                recorded(term, solver, 5, 0.005, at, new DirectAdjoint()).value();
        double own = Gap.relative(plain, halved);
        assertEquals(0, Gap.relative(plain, recording.value()), 4 * own + 1e-10); // the solver's own error
    }

    /** dy = −a₀ y dt + a₁ y ∘dW over [0, 1] with 1000 steps. */
    @Test
    void adjointsAgreeOnLinearDecay() {
        Term<Tensor, Tensor> term = new ODETerm<Tensor, Tensor>(
                        (t, y, a) -> y.times(a.get(0)).negate())
                .plus(Diffusion.diagonal((t, y, a) -> y.times(a.get(1)), path(1, 2)));
        At at = new At(Tensor.of(1, 2), Tensor.of(0.5, 0.1));
        BiFunction<Adjoint, Adjoint, At> gradient = (forth, back) ->
                recorded(term, new Heun(), 1, 1e-3, at, forth).pullBack(Tensor.ones(2), Recorded.under(back));
        At direct = gradient.apply(new DirectAdjoint(), new DirectAdjoint());
        assertNear(direct, gradient.apply(new DirectAdjoint(), new RecursiveCheckpointAdjoint()), 1e-12);
        assertNear(direct, gradient.apply(new BacksolveAdjoint(), new BacksolveAdjoint()), 1e-3); // its steps' error
        At ofMap = gradient.apply(new ReversibleAdjoint(), new DirectAdjoint());
        assertNear(ofMap, gradient.apply(new ReversibleAdjoint(), new ReversibleAdjoint()), 1e-12);
        assertNear(direct, ofMap, 1e-3);
    }

    private static Recording<At, Tensor> recorded(
            Term<Tensor, Tensor> term, Solver solver, double t1, double h, At at, Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard().dt0(h).adjoint(adjoint);
        return Autodiff.vjp(
                in -> diffeqsolve(term, solver, 0, t1, in.y0(), in.args(), options)
                        .y1(),
                at);
    }

    private static void assertNear(At expected, At found, double limit) {
        assertEquals(0, Gap.relative(expected.y0(), found.y0()), limit);
        assertEquals(0, Gap.relative(expected.args(), found.args()), limit);
    }

    /**
     * dX = μX dt + σX dW in Itô's calculus, so μ − σ²/2 in Stratonovich's: ∂X/∂μ = T X, ∂X/∂σ = (W − σT) X on each path. 4000 paths side by side; the root
     * mean square error shrinks with the strong order, whose fit on the solution is 0.96.
     */
    @Test
    @Tag("slow")
    void pathwiseGradientsConvergeWithTheStrongOrder() {
        int paths = 4000;
        var path = VirtualBrownianTree.of(RandomKey.of(9), 0, 1, 1.0 / 512, paths);
        Tensor w = path.at(0, 1).get(1);
        double mu = 0.82;
        double sigma = 0.8;
        Tensor exact = w.times(sigma).plus(mu - sigma * sigma / 2).exp();
        Tensor ofSigma = exact.times(w.minus(sigma));
        var term = new ODETerm<Tensor, List<Tensor>>(
                        (t, y, a) -> y.times(a.get(0).minus(a.get(1).square().dividedBy(2))))
                .plus(Diffusion.<Tensor, List<Tensor>>diagonal((t, y, a) -> y.times(a.get(1)), path)
                        .strictly());
        List<Tensor> at =
                List.of(Tensor.zeros(paths).plus(mu), Tensor.zeros(paths).plus(sigma));
        double[] slopes = new double[2];
        for (int i = -2; i <= 2; i++) {
            SolveOptions options =
                    SolveOptions.standard().dt0(Math.scalb(1, -6 - i)).adjoint(new DirectAdjoint());
            List<Tensor> gradient = Autodiff.grad(
                            (List<Tensor> a) -> diffeqsolve(term, new Heun(), 0, 1, Tensor.ones(paths), a, options)
                                    .y1()
                                    .sum())
                    .apply(at);
            slopes[0] -= i * Math.log(rms(gradient.get(0), exact)) / Math.log(2) / 10;
            slopes[1] -= i * Math.log(rms(gradient.get(1), ofSigma)) / Math.log(2) / 10;
        }
        assertEquals(0.96, slopes[0], 0.1);
        assertEquals(0.96, slopes[1], 0.1);
    }

    private static double rms(Tensor found, Tensor expected) {
        double mean = found.minus(expected).square().mean().item();
        assertTrue(mean > 0);
        return Math.sqrt(mean);
    }
}
