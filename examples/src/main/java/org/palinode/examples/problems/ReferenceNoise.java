package org.palinode.examples.problems;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/** The equations with noise of the reference problems, for n states and m Brownian motions. Arguments go by name. */
public enum ReferenceNoise {
    /** Drift tanh(A y) + sin t; column j of the diffusion [n, m] is tanh(B_j y) cos t + 0.3. */
    GENERAL(
            "sde-general",
            List.of("A", "B"),
            (t, y, p) -> p.get("A").matmul(y).tanh().plus(t.sin())) {
        @Override
        Diffusion<Tensor, Map<String, Tensor>> noise(BrownianPath<Tensor> path) {
            return Diffusion.general(
                    (t, y, p) ->
                            p.get("B").matmul(y).tanh().times(t.cos()).plus(0.3).transpose(),
                    path);
        }
    },
    /** Drift a y + cos t; each state has a noise of its own, times b y + 0.1 sin y. */
    DIAGONAL("sde-diagonal", List.of("a", "b"), (t, y, p) -> p.get("a").times(y).plus(t.cos())) {
        @Override
        Diffusion<Tensor, Map<String, Tensor>> noise(BrownianPath<Tensor> path) {
            return Diffusion.diagonal(
                    (t, y, p) -> p.get("b").times(y).plus(y.sin().times(0.1)), path);
        }
    },
    /** Drift −a y + sin(c t) cos y; the diffusion [n, m] is G (1 + sin(3t)/2). */
    ADDITIVE(
            "sde-additive",
            List.of("a", "c", "G"),
            (t, y, p) ->
                    p.get("c").times(t).sin().times(y.cos()).minus(p.get("a").times(y))) {
        @Override
        Diffusion<Tensor, Map<String, Tensor>> noise(BrownianPath<Tensor> path) {
            return Diffusion.additive(
                    (t, p) -> p.get("G").times(t.times(3).sin().dividedBy(2).plus(1)), path);
        }
    };

    private final String label;
    private final List<String> arguments;
    private final VectorField<Tensor, Map<String, Tensor>> drift;

    ReferenceNoise(String label, List<String> arguments, VectorField<Tensor, Map<String, Tensor>> drift) {
        this.label = label;
        this.arguments = arguments;
        this.drift = drift;
    }

    /** The names of its arguments. */
    public List<String> arguments() {
        return arguments;
    }

    abstract Diffusion<Tensor, Map<String, Tensor>> noise(BrownianPath<Tensor> path);

    /** The equation, driven by a path: of the shape of y for {@link #DIAGONAL}, else [m]. */
    public Term<Tensor, Map<String, Tensor>> term(BrownianPath<Tensor> path) {
        return new ODETerm<>(drift).plus(noise(path));
    }

    /** The equation of a problem that is called by its label, or by its label and what tells it from others: {@code sde-general-7}. */
    public static Optional<ReferenceNoise> named(String problem) {
        return Arrays.stream(values())
                .filter(noise -> problem.matches(noise.label + "([^a-z].*)?"))
                .findFirst();
    }
}
