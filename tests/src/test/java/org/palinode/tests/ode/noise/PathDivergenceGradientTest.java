package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.PathDivergenceTerm;
import org.palinode.ode.term.VectorField;

/** Gradients of a divergence: of all adjoints, by differences, and the reference's. */
@Tag("once")
@Tag("slow") // compiles a solve and its gradients for each pair
class PathDivergenceGradientTest {
    record Parameters(Tensor y0, Tensor drift, Tensor prior, Tensor noise) {}

    private static final Parameters AT = new Parameters(
            Tensor.of(0.5, -0.3, 0.8),
            Tensor.of(new double[][] {{0.3, -0.5, 0.1}, {0.7, 0.2, -0.4}, {-0.2, 0.6, 0.5}}),
            Tensor.of(0.4, 1.1, -0.2),
            Tensor.of(0.2, 0.3, 0.1));

    private static final VectorField<Tensor, Parameters> POSTERIOR =
            (t, y, p) -> p.drift().matmul(y).tanh().minus(y.times(0.5));

    private static PathDivergenceTerm<Tensor, Parameters> term(String kind) {
        BrownianPath<Tensor> own = IndependentIncrements.of(RandomKey.of(3), 3);
        VectorField<Tensor, Parameters> prior =
                (t, y, p) -> p.prior().times(y).negate().plus(t.sin());
        VectorField<Tensor, Parameters> tall = (t, y, p) ->
                Tensor.stack(1, y.sin().times(p.noise()).plus(0.4), y.cos().times(0.3));
        return switch (kind) {
            case "diagonal" ->
                new PathDivergenceTerm<>(
                        POSTERIOR,
                        prior,
                        Diffusion.diagonal((t, y, p) -> y.times(p.noise()).sin().plus(0.5), own));
            case "square" ->
                new PathDivergenceTerm<>(
                        POSTERIOR,
                        prior,
                        Diffusion.general(
                                (t, y, p) -> y.times(p.noise())
                                        .sin()
                                        .reshape(3, 1)
                                        .times(p.noise())
                                        .plus(Tensor.eye(3)),
                                own));
            case "tall" ->
                new PathDivergenceTerm<>(
                        POSTERIOR,
                        (t, y, p) -> POSTERIOR
                                .apply(t, y, p)
                                .minus(tall.apply(t, y, p)
                                        .matmul(p.prior().slice(0, 0, 2).times(y.slice(0, 1, 3)))),
                        Diffusion.general(tall, IndependentIncrements.of(RandomKey.of(3), 2)));
            default ->
                new PathDivergenceTerm<>(
                        (t, y, p) -> p.drift().sum(1).slice(0, 0, 2).times(y),
                        (t, y, p) -> p.prior().slice(0, 0, 2).times(y.cos()),
                        Diffusion.additive(
                                (t, p) -> p.drift()
                                        .slice(0, 0, 2)
                                        .plus(Tensor.eye(3).slice(0, 0, 2)),
                                own));
        };
    }

    private static Function<Parameters, Tensor> loss(String kind, Solver solver, Adjoint adjoint) {
        var options = SolveOptions.standard().dt0(0.02).adjoint(adjoint);
        int n = kind.equals("wide") ? 2 : 3;
        return p -> {
            Pair<Tensor, Tensor> end = diffeqsolve(
                            term(kind), solver, 0, 1, PathDivergenceTerm.start(p.y0().slice(0, 0, n)), p, options)
                    .y1();
            return end.second().plus(end.first().square().sum());
        };
    }

    private static Solver solver(String name) {
        return switch (name) {
            case "Euler" -> new Euler();
            case "Heun" -> new Heun();
            case "EES25" -> new EES25();
            case "ReversibleHeun" -> new ReversibleHeun();
            default -> new Reversible(new Heun());
        };
    }

    @ParameterizedTest
    @CsvSource({"Euler, diagonal", "Reversible, diagonal", "EES25, square", "ReversibleHeun, tall"})
    void gradientsOfAllAdjointsAgree(String name, String kind) {
        agreeUnderAllAdjoints(name, kind);
    }

    @Tag("long")
    @Tag("once")
    @ParameterizedTest
    @MethodSource("pairs")
    void gradientsOfAllAdjointsAgreeOnAllNoises(String name, String kind) {
        agreeUnderAllAdjoints(name, kind);
    }

    static List<Arguments> pairs() {
        return Stream.of("Euler", "Heun", "EES25", "ReversibleHeun", "Reversible")
                .flatMap(name -> Stream.of("diagonal", "square", "tall", "wide").map(kind -> Arguments.of(name, kind)))
                .toList();
    }

    private static void agreeUnderAllAdjoints(String name, String kind) {
        Solver solver = solver(name);
        Parameters direct = grad(loss(kind, solver, new DirectAdjoint())).apply(AT);
        agree(
                direct,
                grad(loss(kind, solver, new RecursiveCheckpointAdjoint(7))).apply(AT),
                1e-12);
        agree(direct, grad(loss(kind, solver, new ForwardModeAdjoint())).apply(AT), 1e-12); // the transposed tangent
        if (!name.equals("Euler") && !name.equals("Heun")) {
            // EES25 is reversed to the sixth power of its steps' noise
            double limit = name.equals("EES25") ? 1e-6 : 1e-10;
            agree(direct, grad(loss(kind, solver, new ReversibleAdjoint())).apply(AT), limit);
        }
        assertTrue(direct.prior().abs().max().item() > 1e-2);
        assertTrue(direct.noise().abs().max().item() > 1e-2 || kind.equals("wide"));
    }

    private static void agree(Parameters direct, Parameters other, double limit) {
        double scale = direct.drift().abs().max().item();
        for (Function<Parameters, Tensor> part : List.<Function<Parameters, Tensor>>of(
                Parameters::y0, Parameters::drift, Parameters::prior, Parameters::noise)) {
            assertEquals(
                    0, part.apply(other).minus(part.apply(direct)).abs().max().item() / scale, limit);
        }
    }

    @ParameterizedTest
    @CsvSource({"diagonal", "tall"})
    void gradientsAreThoseOfDifferences(String kind) {
        checkGradients(loss(kind, new Heun(), new DirectAdjoint()), AT);
    }
}
