package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.CarpenterKennedy4;
import org.palinode.ode.solver.DiagonallyImplicitRungeKutta;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.ExplicitRungeKutta;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ImplicitTableau;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.solver.Vern7;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Problem;
import org.palinode.tests.ode.support.Problems;
import org.palinode.tests.ode.support.Solvers;

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

    static List<DiagonallyImplicitRungeKutta> withOneMatrix() {
        RootFinder chord = RootFinder.veryChord().tolerances(1e-8, 1e-8);
        return List.of(new ImplicitEuler(chord), new Kvaerno3(chord), new Kvaerno4(chord), new Kvaerno5(chord));
    }

    /** The first increment is the root, the second one nothing; a matrix that is off by a thousandth would take a third. */
    @ParameterizedTest
    @MethodSource("withOneMatrix")
    void aStageOfALinearFieldTakesTwoEvaluations(DiagonallyImplicitRungeKutta solver) {
        Tensor matrix = Tensor.of(new double[][] {{-20, 3, 1}, {2, -5, 0.5}, {-1, 4, -60}});
        ODETerm<Tensor, Void> linear = new ODETerm<>((t, y, none) -> matrix.matmul(y));
        ImplicitTableau tableau = solver.tableau();
        long stages = IntStream.range(0, tableau.stages())
                .filter(stage -> !tableau.isExplicit(stage))
                .count();
        long explicit = stages == tableau.stages() ? 0 : 1; // handed on from step to step
        long evaluations = diffeqsolve(linear, solver, 0, 1, 1.0 / STEPS, Tensor.of(1, -2, 0.5), (Void) null)
                .statistics()
                .evaluations();
        assertEquals(2 * stages * STEPS + explicit, evaluations);
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

    /** Many times of an event are no number: the search for one ends at two neighbours. */
    @Test
    void theTimeOfAnEventTakesTensOfEvaluationsOfTheCondition() {
        ODETerm<Tensor, Void> falling = new ODETerm<>((t, y, none) -> Tensor.stack(y.get(1), Tensor.scalar(-9.81)));
        Event<Tensor, Void> bounce = Event.<Tensor, Void>when((t, y, none) -> y.get(0))
                .falling()
                .reset((t, y, none) -> y.times(Tensor.of(1, -0.8)));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-6))
                .events(bounce);
        var solution = diffeqsolve(falling, new Tsit5(), 0, 2, Tensor.of(1, 0), null, options);
        assertEquals(3, solution.events().size());
        long most = 3 * 100 * 6; // a bisection from 0.1 to its ulp takes 53 steps of 6 stages
        long evaluations = solution.statistics().evaluations();
        assertTrue(evaluations < most, evaluations + " evaluations");
    }
}
