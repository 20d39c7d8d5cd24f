package org.palinode.autodiff.internal.tape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/** Carries a tangent along with every value computed from its variables: forward mode, one direction at a time. */
public final class Tangents extends PrimalTrace {
    private final Rule rule;

    /** Rule for the tangents of the outputs of a primitive. */
    @FunctionalInterface
    private interface Rule {
        List<Tensor> outDot(Primitive primitive, List<Tensor> in, List<Tensor> out, List<Tensor> inDot);
    }

    /** Tangents by {@link Primitive#jvp}: linear in those of the variables. */
    public Tangents() {
        this(Primitive::jvp);
    }

    private Tangents(Rule rule) {
        this.rule = rule;
    }

    /** Tangents by {@link Primitive#oneSided}. */
    public static Tangents oneSided() {
        return new Tangents(Primitive::oneSided);
    }

    /** A value with the tangent that this trace carries for it. */
    private final class Dual extends Followed {
        private final Tensor tangent;

        Dual(Tensor primal, Tensor tangent) {
            super(primal);
            this.tangent = tangent;
        }
    }

    /** {@code primal} moving in the direction {@code tangent}. */
    public Tensor variable(Tensor primal, Tensor tangent) {
        Objects.requireNonNull(primal, "a variable needs a value and a tangent, got no value");
        Objects.requireNonNull(tangent, "a variable needs a value and a tangent, got no tangent");
        if (!primal.type().equals(tangent.type())) {
            throw new IllegalArgumentException(
                    "a tangent must be " + primal.type() + " like its value, got " + tangent.type());
        }
        return new Dual(primal, tangent);
    }

    /** The tangent of a value; zeros where it does not move. */
    public Tensor tangent(Tensor tensor) {
        Objects.requireNonNull(tensor, "what has a tangent is a tensor, got null");
        return follows(tensor) ? ((Dual) tensor).tangent : tensor.zerosLike();
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> inputs) {
        List<Tensor> in = primals(inputs);
        List<Tensor> inDot = new ArrayList<>();
        inputs.forEach(input -> inDot.add(follows(input) ? ((Dual) input).tangent : null));
        List<Tensor> out = Tensor.apply(primitive, in);
        List<Tensor> outDot = rule.outDot(primitive, in, out, Collections.unmodifiableList(inDot));
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < out.size(); i++) {
            results.add(outDot.get(i) == null ? out.get(i) : variable(out.get(i), outDot.get(i)));
        }
        return results;
    }
}
