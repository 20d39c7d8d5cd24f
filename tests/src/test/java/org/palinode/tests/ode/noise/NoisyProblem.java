package org.palinode.tests.ode.noise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** A problem of the reference figures: drift, diffusion and the increments of each step. */
record NoisyProblem(Tensor y0, Map<String, Tensor> args, Term<Tensor, Map<String, Tensor>> term, double[] times) {
    private static final JsonNode ALL = read("sde_problems.json");

    static JsonNode read(String file) {
        try {
            return new ObjectMapper().readTree(NoisyProblem.class.getResource("/golden/" + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static NoisyProblem named(String name) {
        JsonNode problem = ALL.get(name);
        int steps = problem.get("steps").asInt();
        double[] times = IntStream.rangeClosed(0, steps)
                .mapToDouble(i ->
                        problem.get("t0").asDouble() + i * problem.get("dt").asDouble())
                .toArray();
        Map<String, Tensor> args = new LinkedHashMap<>();
        problem.get("args").fields().forEachRemaining(entry -> args.put(entry.getKey(), tensor(entry.getValue())));
        double[][] w = rows(problem.get("W"));
        BrownianPath<Tensor> path = new GivenIncrements<>(
                times,
                w,
                rows(problem.get("H")),
                rows(problem.get("K")),
                LevyArea.SPACE_TIME_TIME,
                Tensor.zeros(w[0].length));
        return new NoisyProblem(tensor(problem.get("y0")), args, term(name, path), times);
    }

    private static Term<Tensor, Map<String, Tensor>> term(String name, BrownianPath<Tensor> path) {
        return switch (name) {
            case "sde-general" ->
                new ODETerm<Tensor, Map<String, Tensor>>(
                                (t, y, p) -> p.get("A").matmul(y).tanh().plus(t.sin()))
                        .plus(Diffusion.general(
                                (t, y, p) -> p.get("B")
                                        .matmul(y)
                                        .tanh()
                                        .times(t.cos())
                                        .plus(0.3)
                                        .transpose(),
                                path));
            case "sde-diagonal" ->
                new ODETerm<Tensor, Map<String, Tensor>>(
                                (t, y, p) -> p.get("a").times(y).plus(t.cos()))
                        .plus(Diffusion.diagonal(
                                (t, y, p) -> p.get("b").times(y).plus(y.sin().times(0.1)), path));
            case "sde-additive" ->
                new ODETerm<Tensor, Map<String, Tensor>>((t, y, p) -> p.get("a")
                                .times(y)
                                .negate()
                                .plus(p.get("c").times(t).sin().times(y.cos())))
                        .plus(Diffusion.additive(
                                (t, p) -> p.get("G")
                                        .times(t.times(3).sin().dividedBy(2).plus(1)),
                                path));
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Tensor tensor(JsonNode numbers) {
        if (numbers.isNumber()) {
            return Tensor.scalar(numbers.asDouble());
        }
        if (!numbers.get(0).isArray()) {
            return Tensor.of(row(numbers));
        }
        return Tensor.stack(
                0,
                IntStream.range(0, numbers.size())
                        .mapToObj(i -> tensor(numbers.get(i)))
                        .toList());
    }

    private static double[] row(JsonNode numbers) {
        return IntStream.range(0, numbers.size())
                .mapToDouble(i -> numbers.get(i).asDouble())
                .toArray();
    }

    static double[][] rows(JsonNode numbers) {
        return IntStream.range(0, numbers.size())
                .mapToObj(i -> row(numbers.get(i)))
                .toArray(double[][]::new);
    }

    static double distance(Tensor found, Tensor expected) {
        double scale = Arrays.stream(expected.toArray()).map(Math::abs).max().orElse(1);
        return found.minus(expected).abs().max().item() / Math.max(scale, Double.MIN_NORMAL);
    }
}
