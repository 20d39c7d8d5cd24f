package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.EulerHeun;
import org.palinode.ode.solver.GeneralShARK;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.Ralston;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StratonovichMilstein;
import org.palinode.ode.solver.Tsit5;

/** Steps and gradients of equations with noise against the reference's, on the same increments. */
@Tag("slow") // compiles 42 solves and their gradients
class NoisyGoldenTest {
    private static final Map<String, Solver> SOLVERS = Map.ofEntries(
            Map.entry("Euler", new Euler()),
            Map.entry("Heun", new Heun()),
            Map.entry("Midpoint", new Midpoint()),
            Map.entry("Ralston", new Ralston()),
            Map.entry("ReversibleHeun", new ReversibleHeun()),
            Map.entry("Bosh3", new Bosh3()),
            Map.entry("Tsit5", new Tsit5()),
            Map.entry("EulerHeun", new EulerHeun()),
            Map.entry("ItoMilstein", new ItoMilstein()),
            Map.entry("StratonovichMilstein", new StratonovichMilstein()),
            Map.entry("SEA", new SEA()),
            Map.entry("SRA1", new SRA1()),
            Map.entry("ShARK", new ShARK()),
            Map.entry("GeneralShARK", new GeneralShARK()),
            Map.entry("SPaRK", new SPaRK()),
            Map.entry("SlowRK", new SlowRK()));

    record Inputs(Tensor y0, Map<String, Tensor> args) {}

    private static SolveOptions options(NoisyProblem problem, Adjoint adjoint) {
        return SolveOptions.standard()
                .controller(new StepTo(problem.times()))
                .saveAt(SaveAt.steps())
                .adjoint(adjoint);
    }

    private static Tensor saved(NoisyProblem problem, Solver solver, Inputs in, Adjoint adjoint) {
        double[] times = problem.times();
        return diffeqsolve(
                        problem.term(),
                        solver,
                        times[0],
                        times[times.length - 1],
                        in.y0(),
                        in.args(),
                        options(problem, adjoint))
                .ys();
    }

    /** 1e-12 of the largest |y|, as the file says. */
    @Test
    void stepsAreThoseOfTheReference() {
        int rows = 0;
        for (JsonNode row : NoisyProblem.read("sde_solves.json")) {
            Solver solver = SOLVERS.get(row.get("solver").asText());
            if (solver == null) {
                continue;
            }
            rows++;
            NoisyProblem problem = NoisyProblem.named(row.get("problem").asText());
            Inputs in = new Inputs(problem.y0(), problem.args());
            Tensor found = saved(problem, solver, in, new DirectAdjoint());
            Tensor expected = NoisyProblem.tensor(row.get("ys"));
            int first = found.shape().dim(0) - expected.shape().dim(0);
            assertEquals(
                    0,
                    NoisyProblem.distance(found.slice(0, first, found.shape().dim(0)), expected),
                    1e-12,
                    row.get("solver") + " on " + row.get("problem"));
        }
        assertEquals(42, rows);
    }

    /** The reference's Milstein steps take difference quotients. */
    private static double tolerance(JsonNode row, double usual) {
        return row.get("solver").asText().contains("Milstein") ? Math.max(1e-9, 100 * usual) : usual;
    }

    @Test
    void gradientsAreThoseOfTheReference() {
        int rows = 0;
        for (JsonNode row : NoisyProblem.read("sde_gradients.json")) {
            Solver solver = SOLVERS.get(row.get("solver").asText());
            if (solver == null) {
                continue;
            }
            rows++;
            NoisyProblem problem = NoisyProblem.named(row.get("problem").asText());
            List<Adjoint> adjoints =
                    List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ForwardModeAdjoint());
            for (Adjoint adjoint : solver instanceof ReversibleHeun
                    ? List.<Adjoint>of(new DirectAdjoint(), new ReversibleAdjoint())
                    : adjoints) {
                Function<Inputs, Tensor> loss = in -> {
                    Tensor ys = saved(problem, solver, in, adjoint);
                    Tensor last = ys.get(ys.shape().dim(0) - 1);
                    return last.times(Tensor.arange(last.size()).plus(1).cos()).sum();
                };
                Inputs gradient = grad(loss).apply(new Inputs(problem.y0(), problem.args()));
                String what = row.get("solver") + " on " + row.get("problem") + " under " + adjoint;
                assertEquals(
                        0,
                        NoisyProblem.distance(gradient.y0(), NoisyProblem.tensor(row.get("grad_y0"))),
                        tolerance(row, 1e-10),
                        what);
                row.get("grad_args")
                        .fields()
                        .forEachRemaining(entry -> assertEquals(
                                0,
                                NoisyProblem.distance(
                                        gradient.args().get(entry.getKey()), NoisyProblem.tensor(entry.getValue())),
                                tolerance(row, 1e-10),
                                what + ": " + entry.getKey()));
            }
        }
        assertTrue(rows == 42, "rows: " + rows);
    }
}
