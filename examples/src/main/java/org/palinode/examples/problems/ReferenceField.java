package org.palinode.examples.problems;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.term.VectorField;

/**
 * The vector fields of the reference problems. Arguments are a list of tensors: the parameters p in one, or for {@link #MLP} the weight
 * [in, out] and the bias [out] of each layer in turn.
 */
public enum ReferenceField {
    /** (p₀y₀ − p₁y₀y₁, −p₂y₁ + p₃y₀y₁). */
    LOTKA_VOLTERRA("lotka-volterra", (t, y, args) -> {
        Tensor p = args.get(0);
        Tensor meetings = y.get(0).times(y.get(1));
        return Tensor.stack(
                p.get(0).times(y.get(0)).minus(p.get(1).times(meetings)),
                p.get(3).times(meetings).minus(p.get(2).times(y.get(1))));
    }),
    /** −p₀y + sin(p₁t) cos(y), elementwise. */
    FORCED("forced", (t, y, args) -> {
        Tensor p = args.get(0);
        return y.cos().times(p.get(1).times(t).sin()).minus(p.get(0).times(y));
    }),
    /** P y. */
    LINEAR("linear", (t, y, args) -> args.get(0).matmul(y)),
    /** (p₀(y₁ − y₀), y₀(p₁ − y₂) − y₁, y₀y₁ − p₂y₂). */
    LORENZ("lorenz", (t, y, args) -> {
        Tensor p = args.get(0);
        return Tensor.stack(
                p.get(0).times(y.get(1).minus(y.get(0))),
                y.get(0).times(p.get(1).minus(y.get(2))).minus(y.get(1)),
                y.get(0).times(y.get(1)).minus(p.get(2).times(y.get(2))));
    }),
    /** (y₁, p₀(1 − y₀²)y₁ − y₀). */
    VAN_DER_POL("vdp", (t, y, args) -> {
        Tensor damping = args.get(0).get(0).times(y.get(0).square().negate().plus(1));
        return Tensor.stack(y.get(1), damping.times(y.get(1)).minus(y.get(0)));
    }),
    /** (a, −a − c, c) with a = −p₀y₀ + p₂y₁y₂ and c = p₁y₁². */
    ROBERTSON("robertson", (t, y, args) -> {
        Tensor p = args.get(0);
        Tensor a = p.get(2).times(y.get(1)).times(y.get(2)).minus(p.get(0).times(y.get(0)));
        Tensor c = p.get(1).times(y.get(1).square());
        return Tensor.stack(a, a.negate().minus(c), c);
    }),
    /** h = y; for each layer h = hW + b, with the activation after all but the last; y is [in] or [batch, in]. */
    MLP("mlp", null);

    private final String label;
    private final VectorField<Tensor, List<Tensor>> field;

    ReferenceField(String label, VectorField<Tensor, List<Tensor>> field) {
        this.label = label;
        this.field = field;
    }

    /** The name in reference data. */
    public String label() {
        return label;
    }

    /** True if it takes matrices, for which an activation must be given. */
    public boolean isNetwork() {
        return this == MLP;
    }

    /** The field; {@code activation} matters for a network only. */
    public VectorField<Tensor, List<Tensor>> field(UnaryOperator<Tensor> activation) {
        return isNetwork() ? (t, y, args) -> network(activation, y, args) : field;
    }

    private static Tensor network(UnaryOperator<Tensor> activation, Tensor y, List<Tensor> args) {
        Tensor h = y;
        for (int i = 0; i < args.size(); i += 2) {
            Tensor in = i == 0 ? h : activation.apply(h);
            h = in.matmul(args.get(i)).plus(args.get(i + 1));
        }
        return h;
    }

    /** The field of a problem that is called by its label, or by its label and what tells it from others: {@code mlp-2}, {@code vdp-stiff}. */
    public static Optional<ReferenceField> named(String problem) {
        return Arrays.stream(values())
                .filter(field -> problem.matches(field.label + "([^a-z].*)?"))
                .max(Comparator.comparingInt(field -> field.label.length()));
    }
}
