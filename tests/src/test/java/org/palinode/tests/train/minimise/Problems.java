package org.palinode.tests.train.minimise;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.term.ODETerm;

/** Problems of tests/figures/minima.py, and what scipy made of them. */
record Problems(
        Map<String, Minimum> minima,
        Map<String, Fit> fits,
        Map<String, Nist> nist,
        double[] observed,
        double[] features,
        double[] labels) {
    static final Problems READ = read();

    record Minimum(double[] start, double[] parameters, double value, int evaluations, String message) {}

    record Fit(double[] start, double[] parameters, double squares, int evaluations, int jacobians) {}

    /** Certified values; the first start is far, the second near. */
    record Nist(double[] x, double[] y, double[] parameters, double[] errors, double squares) {}

    private static Problems read() {
        try (InputStream stream = Problems.class.getResourceAsStream("/figures/minima.json")) {
            return new ObjectMapper().readValue(stream, Problems.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Function<Tensor, Tensor> residuals(String name) {
        String problem = name.replaceAll(", start .", "");
        return switch (problem) {
            case "Rosenbrock", "Rosenbrock in 10 dimensions" -> Problems::rosenbrock;
            case "Powell, singular" -> Problems::powellSingular;
            case "Powell, badly scaled" -> Problems::powellBadlyScaled;
            case "Wood" -> Problems::wood;
            case "prey and predators" -> this::population;
            default ->
                b -> model(problem, b, Tensor.of(nist.get(problem).x()))
                        .minus(Tensor.of(nist.get(problem).y()));
        };
    }

    Function<Tensor, Tensor> loss(String name) {
        if (name.equals("logistic regression")) {
            return this::logistic;
        }
        Function<Tensor, Tensor> residuals = residuals(name);
        return x -> residuals.apply(x).square().sum().times(0.5);
    }

    private static Tensor rosenbrock(Tensor x) {
        int n = x.size();
        Tensor before = x.slice(0, 0, n - 1);
        Tensor after = x.slice(0, 1, n);
        return Tensor.concatenate(0, after.minus(before.square()).times(10), before.subtractedFrom(1));
    }

    private static Tensor powellSingular(Tensor x) {
        return Tensor.stack(
                x.get(0).plus(x.get(1).times(10)),
                x.get(2).minus(x.get(3)).times(Math.sqrt(5)),
                x.get(1).minus(x.get(2).times(2)).square(),
                x.get(0).minus(x.get(3)).square().times(Math.sqrt(10)));
    }

    private static Tensor powellBadlyScaled(Tensor x) {
        return Tensor.stack(
                x.get(0).times(x.get(1)).times(1e4).minus(1),
                x.negate().exp().sum().minus(1.0001));
    }

    private static Tensor wood(Tensor x) {
        Tensor a = x.get(0);
        Tensor b = x.get(1);
        Tensor c = x.get(2);
        Tensor d = x.get(3);
        return Tensor.stack(
                b.minus(a.square()).times(10),
                a.subtractedFrom(1),
                d.minus(c.square()).times(Math.sqrt(90)),
                c.subtractedFrom(1),
                b.plus(d).minus(2).times(Math.sqrt(10)),
                b.minus(d).times(Math.sqrt(0.1)));
    }

    private static Tensor model(String name, Tensor b, Tensor x) {
        return switch (name) {
            case "Misra1a" -> x.times(b.get(1)).negate().exp().subtractedFrom(1).times(b.get(0));
            case "Thurber" ->
                polynomial(x, b, 0, 1, 2, 3)
                        .dividedBy(polynomial(x, b, 4, 5, 6).times(x).plus(1));
            default ->
                x.square()
                        .plus(x.times(b.get(1)))
                        .times(b.get(0))
                        .dividedBy(x.square().plus(x.times(b.get(2))).plus(b.get(3)));
        };
    }

    private static Tensor polynomial(Tensor x, Tensor b, int... places) {
        Tensor sum = x.zerosLike();
        for (int i = places.length - 1; i >= 0; i--) {
            sum = sum.times(x).plus(b.get(places[i]));
        }
        return sum;
    }

    private Tensor population(Tensor rates) {
        var field = new ODETerm<Tensor, Tensor>((t, y, p) -> {
            Tensor met = y.get(0).times(y.get(1));
            return Tensor.stack(
                    p.get(0).times(y.get(0)).minus(p.get(1).times(met)),
                    p.get(3).times(met).minus(p.get(2).times(y.get(1))));
        });
        var options = SolveOptions.standard()
                .dt0(0.1)
                .saveAt(SaveAt.ts(Tensor.linspace(0.5, 10, 20).toArray()));
        return diffeqsolve(field, new Dopri8(), 0, 10, Tensor.of(1, 1), rates, options)
                .ys()
                .flatten()
                .minus(Tensor.of(observed));
    }

    private Tensor logistic(Tensor x) {
        Tensor scores =
                Tensor.of(Shape.of(60, 4), features).matmul(x.slice(0, 0, 4)).plus(x.get(4));
        Tensor loss = scores.softplus().minus(Tensor.of(labels).times(scores)).mean();
        return loss.plus(x.slice(0, 0, 4).square().sum().times(0.01));
    }

    /** The solution of y' = p y² at 1 from 1, 1 / (1 − p). */
    static Tensor explosion(Tensor p) {
        var growth = ODETerm.of((t, y, rate) -> y.square().times(rate));
        var options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        return diffeqsolve(growth, new Dopri8(), 0, 1, Tensor.scalar(1), p, options)
                .y1();
    }
}
