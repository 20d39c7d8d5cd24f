package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.ALIGN;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.solver.ShOULD;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Pair;

/** The Langevin methods against the reference's steps, whose coefficients lose digits: 1e-9, as the file says. */
class LangevinGoldenTest {
    private static final Map<String, Solver> SOLVERS =
            Map.of("ALIGN", new ALIGN(), "ShOULD", new ShOULD(), "QUICSORT", new QUICSORT());

    @Test
    void stepsAreThoseOfTheReference() {
        JsonNode problem = NoisyProblem.read("sde_problems.json").get("langevin");
        int steps = problem.get("steps").asInt();
        double[] times = IntStream.rangeClosed(0, steps)
                .mapToDouble(i ->
                        problem.get("t0").asDouble() + i * problem.get("dt").asDouble())
                .toArray();
        var path = new GivenIncrements<>(
                times,
                NoisyProblem.rows(problem.get("W")),
                NoisyProblem.rows(problem.get("H")),
                NoisyProblem.rows(problem.get("K")),
                LevyArea.SPACE_TIME_TIME,
                Tensor.zeros(2));
        var term = new LangevinTerm<Tensor, Void>(
                NoisyProblem.tensor(problem.get("gamma")),
                NoisyProblem.tensor(problem.get("u")),
                (x, args) -> x.times(x.square().minus(1)).times(4),
                path);
        var start = new Pair<>(NoisyProblem.tensor(problem.get("x0")), NoisyProblem.tensor(problem.get("v0")));
        int rows = 0;
        for (JsonNode row : NoisyProblem.read("sde_solves.json")) {
            if (row.get("problem").asText().equals("langevin")) {
                rows++;
                var options =
                        SolveOptions.standard().controller(new StepTo(times)).saveAt(SaveAt.steps());
                Pair<Tensor, Tensor> ys = diffeqsolve(
                                term,
                                SOLVERS.get(row.get("solver").asText()),
                                times[0],
                                times[steps],
                                start,
                                null,
                                options)
                        .ys();
                String what = row.get("solver").asText();
                assertEquals(0, NoisyProblem.distance(ys.first(), NoisyProblem.tensor(row.get("xs"))), 1e-9, what);
                assertEquals(0, NoisyProblem.distance(ys.second(), NoisyProblem.tensor(row.get("vs"))), 1e-9, what);
            }
        }
        assertEquals(3, rows);
    }
}
