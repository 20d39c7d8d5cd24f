package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** What a failed solve says of itself. */
class ExplanationTest {
    private record Motion(Tensor position, Tensor velocity) {}

    private static SolveException failure(Runnable solve) {
        return assertThrows(SolveException.class, solve::run);
    }

    @Test
    void aStiffProblemIsCalledStiff() {
        ODETerm<Tensor, Tensor> stiff = new ODETerm<>((t, y, args) -> Tensor.stack(
                y.get(0).times(-1e4).plus(y.get(1).times(1e4)), y.get(1).negate()));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-4, 1e-6))
                .maxSteps(500);
        SolveException failure = failure(() -> diffeqsolve(stiff, new Tsit5(), 0, 10, Tensor.of(1, 1), null, options));
        assertTrue(
                failure.getMessage().contains("h times the spectral radius of the field's Jacobian is about"),
                failure.getMessage());
        assertTrue(failure.getMessage()
                .endsWith("stable up to about 3: use an implicit solver, such as Rodas5P or Kvaerno5"));
        String text = failure.explain();
        assertTrue(text.startsWith("MAX_STEPS_REACHED: the solve needs more than"), text);
        assertTrue(
                text.contains(
                        "advice     the problem looks stiff: use an implicit solver, such as Rodas5P or Kvaerno5"),
                text);
        assertTrue(text.contains("rejected (ERROR_TOO_LARGE "), text);
        assertFalse(text.contains("raise"), text);
        assertFalse(failure.getMessage().contains("raise"), failure.getMessage());
    }

    @Test
    void tooManyStepsOfGivenSizesAreToBeLonger() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        SolveOptions few = SolveOptions.standard().dt0(0.01).maxSteps(20).throwing(false);
        String text =
                diffeqsolve(decay, new Tsit5(), 0, 9, Tensor.of(1), null, few).explain();
        assertTrue(text.contains("advice     raise maxSteps, or take longer steps"), text);
    }

    @Test
    void aStateThatWasLostLongBeforeTheEndIsLookedForEarlier() {
        ODETerm<Tensor, Tensor> pole = new ODETerm<>((t, y, args) -> y.square());
        SolveOptions fixed = SolveOptions.standard().dt0(0.01);
        String late = failure(() -> diffeqsolve(pole, new Tsit5(), 0, 2, Tensor.of(1), null, fixed))
                .explain();
        assertTrue(late.contains("in the field at an earlier t: SolveOptions.findAnomalies() names"), late);
        assertFalse(late.contains("near this t"), late);
    }

    @Test
    void aSingularityIsNotCalledStiffAndNamesItsComponent() {
        ODETerm<Motion, Tensor> exploding = new ODETerm<>((t, y, args) -> new Motion(
                y.velocity(), Tensor.stack(Tensor.scalar(0), y.velocity().get(1).square())));
        Motion start = new Motion(Tensor.of(3, 4), Tensor.of(1, 1));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        SolveException failure = failure(() -> diffeqsolve(exploding, new Tsit5(), 0, 2, start, null, options));
        String text = failure.explain();
        assertFalse(text.contains("stiff:"), text);
        assertFalse(failure.getMessage().contains("spectral radius"), failure.getMessage());
        assertTrue(text.contains("largest    velocity[1] = "), text);
        assertTrue(text.contains("ended at   t = 1.0"), text); // blows up a little later than y' = y² itself
        assertTrue(text.contains("last h     "), text);
    }

    /** y' = y² from 1 has a pole at 1: neither explicit nor implicit solvers get across, and no adjoint is to blame. */
    @Test
    void aSolutionThatGrowsWithoutBoundIsSaidToWhateverSolves() {
        ODETerm<Tensor, Tensor> exploding = new ODETerm<>((t, y, args) -> y.square());
        PIDController controller = new PIDController(1e-6, 1e-6);
        for (Solver solver : List.of(new Tsit5(), new Kvaerno5(), new Rodas5P(), new Reversible(new Tsit5()))) {
            String text = failure(() -> diffeqsolve(
                            exploding,
                            solver,
                            0,
                            9,
                            Tensor.of(1),
                            null,
                            SolveOptions.standard().controller(controller)))
                    .getMessage();
            assertTrue(
                    text.startsWith("the step size fell to nothing: the solution or the field may have a singularity"),
                    text);
            assertTrue(text.contains("; the solution has grown to y[0] = "), text);
            assertTrue(text.contains(": if it has a pole there, end before it"), text);
            assertFalse(text.contains("implicit"), text);
        }
    }

    @Test
    void aStepThatCannotBeFiniteNamesFindAnomalies() {
        ODETerm<Tensor, Tensor> ending =
                new ODETerm<>((t, y, args) -> t.negate().plus(0.5).sqrt().plus(y));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        String text = failure(() -> diffeqsolve(ending, new Tsit5(), 0, 9, Tensor.of(1), null, options))
                .getMessage();
        assertTrue(
                text.contains(
                        "; the step that was tried last is not finite: SolveOptions.findAnomalies() names the operation"),
                text);
    }

    @Test
    void accuracyIsNotTakenForStiffnessWhereImplicitSolversRun() {
        ODETerm<Tensor, Tensor> fast =
                new ODETerm<>((t, y, args) -> t.times(1000).sin().plus(y.times(0)));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-6))
                .maxSteps(20);
        for (Solver solver : List.of(new Tsit5(), new Kvaerno5(), new Rodas5P())) {
            String text = failure(() -> diffeqsolve(fast, solver, 0, 9, Tensor.of(1), null, options))
                    .getMessage();
            assertTrue(
                    text.startsWith("the solve needs more than the allowed number of steps (at t = ")
                            && text.endsWith("accuracy asks: raise maxSteps, or rtol and atol"),
                    text);
            assertFalse(text.contains("implicit"), text);
        }
    }

    @Test
    void tooFewStepsAreNotCalledStiff() {
        ODETerm<Tensor, Tensor> swinging =
                new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), y.get(0).negate()));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-10, 1e-10))
                .maxSteps(50);
        String text = failure(() -> diffeqsolve(swinging, new Tsit5(), 0, 1000, Tensor.of(1, 0), null, options))
                .explain();
        assertTrue(text.contains("advice     the steps are as small as accuracy asks: raise maxSteps"), text);
        String[] sizes = text.lines()
                .filter(line -> line.contains("last h"))
                .findFirst()
                .orElseThrow()
                .split(",");
        assertEquals(5, sizes.length, text);
    }

    @Test
    void whatIsNotFiniteIsNamed() {
        ODETerm<Map<String, Tensor>, Tensor> root = new ODETerm<>((t, y, args) -> Map.of(
                "a",
                y.get("a").times(0),
                "level",
                y.get("level").sqrt().negate().minus(1)));
        Map<String, Tensor> start = Map.of("a", Tensor.of(1, 2), "level", Tensor.scalar(0.5));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        String text = failure(() -> diffeqsolve(root, new Tsit5(), 0, 2, start, null, options))
                .explain();
        assertTrue(text.contains("level"), text);
        assertTrue(text.contains("NON_FINITE "), text);
    }

    @Test
    void aSuccessfulSolveHasLittleToSay() {
        Solution<Tensor> solution =
                diffeqsolve(new ODETerm<Tensor, Tensor>((t, y, args) -> y), new Tsit5(), 0, 1, 0.1, Tensor.of(1), null);
        assertTrue(solution.explain().startsWith("SUCCESSFUL: the solve reached t1"));
        assertFalse(solution.explain().contains("advice"));
    }
}
