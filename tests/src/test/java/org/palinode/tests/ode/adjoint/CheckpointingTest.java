package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.solver.Euler;
import org.palinode.tests.ode.support.Sample;

/** How often few checkpoints make steps be taken again. */
class CheckpointingTest {
    private final Map<List<Integer>, Long> known = new HashMap<>();

    private static GradientReport gradient(int steps, RecursiveCheckpointAdjoint adjoint) {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .dt0((Sample.T1 - Sample.T0) / steps)
                .adjoint(adjoint)
                .onGradient(reports::add);
        Autodiff.grad(Sample.loss(new Euler(), options)).apply(Sample.AT);
        assertEquals(steps, reports.get(0).steps());
        return reports.get(0);
    }

    /** Residuals would take further steps out of the count. */
    private static RecursiveCheckpointAdjoint statesOnly(int checkpoints) {
        return new RecursiveCheckpointAdjoint(checkpoints).withResidualBytes(0);
    }

    /** The fewest steps that anyone takes, the first time included, who knows the number of steps beforehand: by trying all. */
    private long optimum(int steps, int checkpoints) {
        if (steps <= 1) {
            return 0;
        }
        if (checkpoints == 1) {
            return steps * (steps - 1L) / 2;
        }
        List<Integer> key = List.of(steps, checkpoints);
        if (!known.containsKey(key)) {
            long best = Long.MAX_VALUE;
            for (int first = 1; first < steps; first++) {
                best = Math.min(best, first + optimum(steps - first, checkpoints - 1) + optimum(first, checkpoints));
            }
            known.put(key, best);
        }
        return known.get(key);
    }

    /** Not to know the number of steps costs about as much as one checkpoint less: up to 8 % more than that were seen. */
    @ParameterizedTest
    @CsvSource({
        "10, 2", "10, 3", "10, 9", "57, 4", "100, 3", "100, 5", "100, 9", "100, 17", "300, 2", "300, 3", "300, 5",
        "300, 9", "300, 17", "300, 30"
    })
    void stepsAreTakenAgainHardlyMoreOftenThanTheyMust(int steps, int checkpoints) {
        long taken = gradient(steps, statesOnly(checkpoints)).recomputedSteps() + steps - 1;
        long least = optimum(steps, checkpoints);
        long withOneLess = optimum(steps, checkpoints - 1);
        assertTrue(
                least <= taken && taken <= 1.1 * withOneLess,
                taken + " steps, optimum " + least + ", with one less " + withOneLess);
    }

    /** 91 for 4,096 steps: c (c + 1)/2 reaches the number of steps. With one less, 1,034 steps are recomputed 1,936 times. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 54, 55, 56, 100, 989, 990, 991, 1000, 1034, 4096})
    void theDefaultRecomputesNoStepTwice(int steps) {
        RecursiveCheckpointAdjoint fitting = new RecursiveCheckpointAdjoint(RecursiveCheckpointAdjoint.forSteps(steps));
        GradientReport report = gradient(steps, fitting.withResidualBytes(0));
        assertTrue(report.recomputedSteps() < steps, report.toString());
    }

    @Test
    void theDefaultKeepsEnoughStatesForMaxSteps() {
        assertEquals(91, RecursiveCheckpointAdjoint.forSteps(4096));
        RecursiveCheckpointAdjoint standard = new RecursiveCheckpointAdjoint().withResidualBytes(0);
        assertEquals(0, gradient(91, standard).recomputedSteps());
        assertEquals(4096 - 91, gradient(4096, standard).recomputedSteps());
    }

    /** The most states at once are those that were asked for: bytes do not grow with the number of steps, but for their record. */
    @Test
    void memoryIsThatOfTheCheckpoints() {
        long few = gradient(200, statesOnly(6)).bytes();
        long many = gradient(2000, statesOnly(6)).bytes();
        long record = 2 * 16 * 2048; // t and h of each step
        assertTrue(many - few <= record, few + " and " + many + " bytes");
    }
}
