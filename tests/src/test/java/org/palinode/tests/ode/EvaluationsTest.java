package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.CarpenterKennedy4;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.ExplicitRungeKutta;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Vern7;

/** What a step costs, in evaluations of the field: stages that nobody reads are not computed. */
class EvaluationsTest {
    private static final int STEPS = 10;

    private static long evaluations(Solver solver, SaveAt saveAt) {
        Problem problem = Problems.driven();
        SolveOptions options = SolveOptions.standard().dt0(0.01).saveAt(saveAt);
        return diffeqsolve(problem.term(), solver, 0, 0.01 * STEPS, problem.y0(), problem.args(), options)
                .statistics()
                .evaluations();
    }

    @Test
    void aStepCostsAsManyEvaluationsAsStated() {
        Map<Solver, Integer> stated = Map.of(
                new Vern7(), 9, // the tenth stage is for the estimate, which nobody reads
                new CarpenterKennedy4(), 5,
                new LeapfrogMidpoint(), 1,
                new EES25(), 3,
                new EES27(), 4,
                new HalfSolver(new RungeKutta4()), 8); // so is the step as a whole
        stated.forEach((solver, count) ->
                assertEquals((long) count * STEPS, evaluations(solver, SaveAt.t1()), solver.toString()));
    }

    @Test
    void anEstimateByStepDoublingCostsAnotherStepThatSharesItsFirstStage() {
        Problem problem = Problems.driven();
        SolveOptions options = SolveOptions.standard().dt0(0.1).controller(new PIDController(1e-6, 1e-6));
        var statistics = diffeqsolve(
                        problem.term(), new HalfSolver(new RungeKutta4()), 0, 2, problem.y0(), problem.args(), options)
                .statistics();
        assertEquals(11L * statistics.steps(), statistics.evaluations());
    }

    @Test
    void aSlopeHandedOnIsEvaluatedOnceMoreAtTheStart() {
        assertEquals(STEPS + 1, evaluations(new ReversibleHeun(), SaveAt.t1()));
        assertEquals(3 * STEPS + 1, evaluations(new Bosh3(), SaveAt.t1()));
    }

    static List<ExplicitRungeKutta> firstSameAsLast() {
        return Solvers.each().stream()
                .filter(solver -> solver instanceof ExplicitRungeKutta)
                .map(solver -> (ExplicitRungeKutta) solver)
                .filter(solver -> solver.tableau().isFirstSameAsLast())
                .toList();
    }

    /** Rejected steps begin again with the same slope. */
    @ParameterizedTest
    @MethodSource("firstSameAsLast")
    void aLastStageThatIsTheNextFirstOneIsNeverLost(ExplicitRungeKutta solver) {
        Problem problem = Problems.kepler(0.6);
        SolveOptions options = SolveOptions.standard().dt0(0.5).controller(new PIDController(1e-6, 1e-6));
        var statistics = diffeqsolve(problem.term(), solver, 0, 7, problem.y0(), problem.args(), options)
                .statistics();
        assertTrue(statistics.rejected() > 0 && statistics.accepted() > 10, statistics.toString());
        long attempts = (solver.tableau().stages() - 1L) * statistics.steps();
        assertEquals(1 + attempts, statistics.evaluations());
    }

    @Test
    void stagesForDenseOutputAreEvaluatedWhereItIsAskedFor() {
        assertEquals(15 * STEPS, evaluations(new Vern7(), SaveAt.ts(0.055)));
        assertEquals(6 * STEPS, evaluations(new CarpenterKennedy4(), SaveAt.dense()));
    }
}
