package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** The adjoint equation in Stratonovich's calculus, solved back on the same path, converges to the gradient of the steps. */
@Tag("slow")
@Tag("once")
class NoisyBacksolveOrderTest {
    private static final int KEYS = 8;

    private static Solver solver(String name) {
        return switch (name) {
            case "Heun" -> new Heun();
            case "EES25" -> new EES25();
            default -> new Dopri5();
        };
    }

    /** Order 1 where the noise commutes, ½ in general; a wrong sign or a lost term would show none. */
    @ParameterizedTest
    @CsvSource({
        "Heun, DIAGONAL, 1",
        "EES25, SCALAR, 1",
        "Dopri5, ADDITIVE, 1",
        "Heun, GENERAL, 0.5",
        "EES25, PRODUCT, 0.5",
        "Heun, SEVERAL, 0.5",
        "Dopri5, CONTROL, 1"
    })
    void gradientsComeNearThoseOfTheSteps(String name, NoisyEquation equation, double order) {
        double coarse = error(solver(name), equation, 32);
        double fine = error(solver(name), equation, 256);
        double observed = Math.log(coarse / fine) / Math.log(8);
        assertTrue(observed > order - 0.25, coarse + ", " + fine + ": " + observed); // 8 paths
        assertEquals(0, fine, order == 1 ? 1e-2 : 5e-2);
    }

    /** Steps back that are found by their errors hear the same path. */
    @ParameterizedTest
    @CsvSource({"DIAGONAL", "ADDITIVE"})
    void adaptiveStepsBackHearThePath(NoisyEquation equation) {
        SolveOptions options = SolveOptions.standard()
                .dt0(0.01)
                .controller(new PIDController(1e-4, 1e-4).withDtmin(1.0 / 2048))
                .adjoint(new BacksolveAdjoint());
        assertEquals(0, distance(new Heun(), equation, options, 3), 2e-2); // the error of such steps
    }

    /** Root mean square over paths of the distance to Direct, relative to the size of its gradient. */
    private static double error(Solver solver, NoisyEquation equation, int steps) {
        SolveOptions options = SolveOptions.standard().dt0(1.0 / steps).adjoint(new BacksolveAdjoint());
        double sum = 0;
        for (int key = 0; key < KEYS; key++) {
            double distance = distance(solver, equation, options, key);
            sum += distance * distance;
        }
        return Math.sqrt(sum / KEYS);
    }

    private static double distance(Solver solver, NoisyEquation equation, SolveOptions options, int seed) {
        Recording<Map<String, Tensor>, Tensor> recording =
                Autodiff.vjp(at -> loss(at, solver, equation, options, seed), equation.at());
        Map<String, Tensor> back = recording.pullBack(Tensor.scalar(1));
        Map<String, Tensor> direct = recording.pullBack(Tensor.scalar(1), Recorded.under(new DirectAdjoint()));
        double off = 0;
        double size = 0;
        for (String name : direct.keySet()) {
            off += back.get(name).minus(direct.get(name)).square().sum().item();
            size += direct.get(name).square().sum().item();
        }
        return Math.sqrt(off / size);
    }

    private static Tensor loss(
            Map<String, Tensor> at, Solver solver, NoisyEquation equation, SolveOptions options, int seed) {
        NoisyEquation.Paths paths =
                (index, dims) -> VirtualBrownianTree.of(RandomKey.of(seed).fold(index), 0, 1, 1.0 / 2048, dims);
        Solution<?> solution = equation.solution(at, paths, new NoisyEquation.Solve() {
            @Override
            public <Y> Solution<Y> of(Term<Y, Tensor> term, Y y0, Tensor args) {
                return diffeqsolve(term, solver, 0, 1, y0, args, options);
            }
        });
        return Sample.weighted((Tensor) solution.y1());
    }
}
