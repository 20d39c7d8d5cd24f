package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * Gradients through x' = ax − bxy, y' = −cy + dxy from (1, 1) with p = (1.5, 1, 3, 1) on [0, 10], against forward sensitivities that were
 * computed in 113-bit arithmetic. They agree with what SUNDIALS' adjoint example and SciML's prototype print.
 */
class LotkaVolterraGradientTest {
    private static final ODETerm<Tensor, Tensor> TERM = new ODETerm<>((t, u, p) -> {
        Tensor meetings = u.get(0).times(u.get(1));
        return Tensor.stack(
                p.get(0).times(u.get(0)).minus(p.get(1).times(meetings)),
                p.get(3).times(meetings).minus(p.get(2).times(u.get(1))));
    });

    private static final Parameters AT = new Parameters(Tensor.of(1.5, 1, 3, 1), Tensor.of(1, 1));

    private record Parameters(Tensor p, Tensor u0) {}

    static Stream<Arguments> solvesAndAdjoints() {
        List<Adjoint> adjoints = List.of(
                new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint());
        return Stream.of(new Tsit5(), new Dopri8())
                .flatMap(solver -> adjoints.stream().map(adjoint -> Arguments.of(solver, adjoint)));
    }

    private static Tensor solve(Parameters at, Solver solver, Adjoint adjoint, SaveAt saveAt) {
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-10, 1e-10))
                .maxSteps(100_000)
                .adjoint(adjoint)
                .saveAt(saveAt);
        return diffeqsolve(TERM, solver, 0, 10, at.u0(), at.p(), options).ys();
    }

    /**
     * Five times the worst error of good codes at this tolerance. The reversible wrapper's solution is one of its own, with several times the
     * error of its base; the continuous adjoint is off by its backward solve.
     */
    private static double tolerance(Adjoint adjoint) {
        boolean other = adjoint instanceof ReversibleAdjoint || adjoint instanceof BacksolveAdjoint;
        return other ? 5e-7 : 1e-7;
    }

    private static double endTolerance(Adjoint adjoint) {
        return adjoint instanceof ReversibleAdjoint ? 2e-8 : 2e-9;
    }

    @ParameterizedTest
    @MethodSource("solvesAndAdjoints")
    void theGradientsOfBothEndValuesAreMet(Solver solver, Adjoint adjoint) {
        Tensor end = solve(AT, solver, adjoint, SaveAt.t1());
        assertEquals(1.0263447675750893, end.get(0, 0).item(), endTolerance(adjoint));
        assertEquals(0.90969107813604162, end.get(0, 1).item(), endTolerance(adjoint));
        meets(
                p -> solve(p, solver, adjoint, SaveAt.t1()).get(0, 0),
                tolerance(adjoint),
                new double[] {2.1605575235626180, 0.18856877707805931, 0.56318279416819772, 0.93965128715307976},
                new double[] {1.9659960547281691, 0.18856877707805931});
        meets(
                p -> solve(p, solver, adjoint, SaveAt.t1()).get(0, 1),
                tolerance(adjoint),
                new double[] {-6.2567705172208160, -0.69797758898935848, -1.7090176805979348, -2.7439791559201811},
                new double[] {-2.7439791559201811, 0.21171348914668314});
    }

    @ParameterizedTest
    @MethodSource("solvesAndAdjoints")
    void theGradientOfASumOverManyTimesIsMet(Solver solver, Adjoint adjoint) {
        SaveAt times = SaveAt.ts(Tensor.linspace(0, 10, 101).toArray());
        Function<Parameters, Tensor> loss =
                p -> solve(p, solver, adjoint, times).sum();
        assertEquals(450.76406403953881, loss.apply(AT).item(), 1e-9 * 451);
        meets(
                loss,
                tolerance(adjoint),
                new double[] {8.3053626623165533, -159.48429271513864, 75.203508213772772, -339.19509276606090},
                new double[] {-39.127541222668094, -8.7877802189926427});
    }

    @ParameterizedTest
    @MethodSource("solvesAndAdjoints")
    void theGradientOfASmallSquareIsMet(Solver solver, Adjoint adjoint) {
        Function<Parameters, Tensor> loss = p ->
                solve(p, solver, adjoint, SaveAt.t1()).minus(1).square().sum().times(0.5);
        assertEquals(0.0044248740734080090, loss.apply(AT).item(), 2e-8); // squares of small differences
        meets(
                loss,
                tolerance(adjoint),
                new double[] {0.62196158555128088, 0.068001404150874337, 0.16917646399589282, 0.27256069395000751},
                new double[] {0.29959950830368230, -0.014151816344853506});
    }

    private static void meets(Function<Parameters, Tensor> loss, double tolerance, double[] p, double[] u0) {
        Parameters gradient = Autodiff.grad(loss).apply(AT);
        meets(p, gradient.p().toArray(), tolerance);
        meets(u0, gradient.u0().toArray(), tolerance);
    }

    private static void meets(double[] expected, double[] actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * Math.abs(expected[i]), "component " + i);
        }
    }
}
