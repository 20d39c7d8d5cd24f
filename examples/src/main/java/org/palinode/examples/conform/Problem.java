package org.palinode.examples.conform;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.ReferenceField;
import org.palinode.ode.solver.Field;
import org.palinode.ode.term.ODETerm;

/**
 * An initial value problem of the data.
 *
 * @param args see {@link ReferenceField}
 * @param dt0 the step of solves with constant steps, signed
 */
record Problem(ODETerm<Tensor, List<Tensor>> term, Tensor y0, List<Tensor> args, double t0, double t1, double dt0) {

    /** More than any solve of reference data takes. */
    static final int MAX_STEPS = 1_000_000;

    /** The problem called {@code name} in {@code problems.json}. */
    static Problem of(String name, Entry entry) {
        ReferenceField field = ReferenceField.named(name).orElseThrow(() -> new UnknownToPalinode("problem " + name));
        UnaryOperator<Tensor> activation = field.isNetwork() ? activation(entry) : UnaryOperator.identity();
        List<Tensor> args = entry.field("args").leaves();
        if (!field.isNetwork() && args.get(0).rank() == 0) {
            args = List.of(args.get(0).flatten()); // one parameter, written without brackets
        }
        return new Problem(
                new ODETerm<>(field.field(activation)),
                entry.field("y0").tensor(),
                args,
                entry.field("t0").number(),
                entry.field("t1").number(),
                entry.field("dt0").number());
    }

    /** The field as solvers see it, for steps by hand. */
    Field flatField() {
        return (t, y) -> term.field().apply(t, y.reshape(y0.shape()), args).flatten();
    }

    /** The activation that a problem names. */
    static UnaryOperator<Tensor> activation(Entry problem) {
        String label = problem.field("activation").text();
        try {
            return Activation.valueOf(label.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new UnknownToPalinode("activation " + label);
        }
    }
}
