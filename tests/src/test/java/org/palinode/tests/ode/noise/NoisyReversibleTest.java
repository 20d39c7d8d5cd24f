package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Steps with noise are reversed: gradients of all exact adjoints on one map agree. */
@Tag("slow") // compiles a solve and its gradients for each pair
class NoisyReversibleTest {
    record Parameters(Tensor drift, Tensor noise) {}

    private static Term<Tensor, Parameters> term(String kind) {
        var drift = new ODETerm<Tensor, Parameters>(
                (t, y, p) -> p.drift().matmul(y).tanh().minus(y.times(0.5)));
        var mixed = VirtualBrownianTree.of(RandomKey.of(3), 0, 2, 1e-3, 2).with(LevyArea.SPACE_TIME);
        var own = VirtualBrownianTree.of(RandomKey.of(3), 0, 2, 1e-3, 3).with(LevyArea.SPACE_TIME);
        return switch (kind) {
            case "general" ->
                drift.plus(Diffusion.general(
                        (t, y, p) -> Tensor.stack(
                                1, y.sin().times(p.noise()), y.cos().times(0.3)),
                        mixed));
            case "diagonal" -> drift.plus(Diffusion.diagonal((t, y, p) -> y.times(p.noise()), own));
            case "additive" ->
                drift.plus(Diffusion.additive(
                        (t, p) -> Tensor.stack(1, p.noise(), p.noise().times(t.cos())), mixed));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Solver solver(String name) {
        return switch (name) {
            case "Heun" -> new Heun();
            case "SPaRK" -> new SPaRK();
            case "SlowRK" -> new SlowRK();
            case "ShARK" -> new ShARK();
            case "EES25" -> new EES25();
            case "HalfSolver" -> new HalfSolver(new Heun());
            default -> new ReversibleHeun();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "Heun, general",
        "Heun, diagonal",
        "Heun, additive",
        "SPaRK, general",
        "SlowRK, diagonal",
        "ShARK, additive",
        "EES25, general",
        "HalfSolver, general",
        "EES25, additive",
        "ReversibleHeun, general",
        "ReversibleHeun, diagonal"
    })
    void gradientsOfOneMapAgree(String name, String kind) {
        Solver chosen = solver(name);
        Solver map = chosen instanceof ReversibleSolver ? chosen : new Reversible(chosen);
        Parameters at = new Parameters(
                Tensor.of(new double[][] {{0.3, -0.5, 0.1}, {0.7, 0.2, -0.4}, {-0.2, 0.6, 0.5}}),
                Tensor.of(0.2, 0.3, 0.1));
        Parameters direct = gradient(kind, map, at, new DirectAdjoint());
        double scale = direct.drift().abs().max().item();
        for (Adjoint adjoint :
                List.of(new RecursiveCheckpointAdjoint(7), new ReversibleAdjoint(), new ForwardModeAdjoint())) {
            Parameters other = gradient(kind, map, at, adjoint);
            double limit = adjoint instanceof ReversibleAdjoint && chosen instanceof EES25
                    ? 1e-6
                    : 1e-10; // its steps come back to 1e-6
            assertEquals(0, other.drift().minus(direct.drift()).abs().max().item() / scale, limit, adjoint.toString());
            assertEquals(0, other.noise().minus(direct.noise()).abs().max().item() / scale, limit, adjoint.toString());
        }
    }

    private static Parameters gradient(String kind, Solver solver, Parameters at, Adjoint adjoint) {
        var options = SolveOptions.standard().dt0(0.01).adjoint(adjoint);
        Function<Parameters, Tensor> loss =
                p -> diffeqsolve(term(kind), solver, 0, 2, Tensor.of(0.5, -0.3, 0.8), p, options)
                        .y1()
                        .square()
                        .sum();
        return grad(loss).apply(at);
    }
}
