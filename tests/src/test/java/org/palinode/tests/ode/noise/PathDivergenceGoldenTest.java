package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.PathDivergenceTerm;
import org.palinode.ode.term.VectorField;

/** Divergences and their gradients are the reference's. */
@Tag("slow") // compiles six solves and their gradients
@Tag("once")
class PathDivergenceGoldenTest {
    record Inputs(Tensor y0, Map<String, Tensor> args) {}

    /** Solves and gradients of diffrax 0.7.2 on the increments of sde_problems.json; u by a quotient, or by JAX's pseudoinverse. */
    @Test
    void divergencesAreThoseOfTheReference() throws IOException {
        JsonNode rows = read("/noise/path_divergence.json");
        for (JsonNode row : rows) {
            boolean isDiagonal = row.get("problem").asText().equals("diagonal");
            Solver solver = Map.of("Heun", new Heun(), "Euler", new Euler(), "Midpoint", new Midpoint())
                    .get(row.get("solver").asText());
            double[] times =
                    IntStream.rangeClosed(0, 20).mapToDouble(i -> i * 0.05).toArray();
            JsonNode noise = read("/golden/sde_problems.json")
                    .get(isDiagonal ? "sde-diagonal" : "sde-general")
                    .get("W");
            var term = reference(isDiagonal, GivenIncrements.of(times, rows(noise)));
            Function<Inputs, Pair<Tensor, Tensor>> solve = in -> diffeqsolve(
                            term,
                            solver,
                            0,
                            1,
                            PathDivergenceTerm.start(in.y0()),
                            in.args(),
                            SolveOptions.standard()
                                    .controller(new StepTo(times))
                                    .saveAt(SaveAt.steps()))
                    .ys();
            Function<Inputs, Tensor> loss = in -> {
                var ys = solve.apply(in);
                Tensor y1 = ys.first().get(-1);
                return ys.second()
                        .get(-1)
                        .plus(y1.times(Tensor.arange(y1.size()).plus(1).cos()).sum());
            };
            Map<String, Tensor> args = new LinkedHashMap<>();
            row.get("args").fields().forEachRemaining(e -> args.put(e.getKey(), tensor(e.getValue())));
            Inputs at = new Inputs(tensor(row.get("y0")), args);
            assertClose(row.get("kl"), solve.apply(at).second(), 1e-12);
            assertClose(row.get("y1"), solve.apply(at).first().get(-1), 1e-12);
            Inputs gradient = grad(loss).apply(at);
            assertClose(row.get("grad_y0"), gradient.y0(), 1e-11); // gradients of twenty steps
            row.get("grad_args")
                    .fields()
                    .forEachRemaining(
                            e -> assertClose(e.getValue(), gradient.args().get(e.getKey()), 1e-11));
        }
        assertEquals(6, rows.size());
    }

    private static void assertClose(JsonNode expected, Tensor found, double limit) {
        Tensor wanted = tensor(expected);
        double miss = found.minus(wanted).abs().max().item();
        assertEquals(0, miss / wanted.abs().max().item(), limit);
    }

    private static PathDivergenceTerm<Tensor, Map<String, Tensor>> reference(
            boolean isDiagonal, BrownianPath<Tensor> path) {
        VectorField<Tensor, Map<String, Tensor>> prior =
                (t, y, p) -> p.get("c").times(y).negate().plus(t.sin());
        if (isDiagonal) {
            return new PathDivergenceTerm<>(
                    (t, y, p) -> p.get("a").times(y).plus(t.cos()),
                    prior,
                    Diffusion.diagonal(
                            (t, y, p) -> p.get("b").times(y.tanh()).times(0.4).plus(0.6), path));
        }
        Tensor base = Tensor.of(new double[][] {{1, 0.3}, {-0.2, 0.8}});
        return new PathDivergenceTerm<>(
                (t, y, p) -> p.get("A").matmul(y).tanh(),
                prior,
                Diffusion.general(
                        (t, y, p) -> p.get("B")
                                .matmul(y)
                                .tanh()
                                .times(0.5)
                                .plus(base)
                                .transpose(),
                        path));
    }

    private static JsonNode read(String file) throws IOException {
        return new ObjectMapper().readTree(PathDivergenceGoldenTest.class.getResource(file));
    }

    private static Tensor tensor(JsonNode numbers) {
        return numbers.get(0).isArray()
                ? Tensor.stack(
                        0,
                        IntStream.range(0, numbers.size())
                                .mapToObj(i -> tensor(numbers.get(i)))
                                .toList())
                : Tensor.of(row(numbers));
    }

    private static double[] row(JsonNode numbers) {
        return IntStream.range(0, numbers.size())
                .mapToDouble(i -> numbers.get(i).asDouble())
                .toArray();
    }

    private static double[][] rows(JsonNode numbers) {
        return IntStream.range(0, numbers.size())
                .mapToObj(i -> row(numbers.get(i)))
                .toArray(double[][]::new);
    }
}
