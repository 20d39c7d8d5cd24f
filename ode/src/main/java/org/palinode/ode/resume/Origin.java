package org.palinode.ode.resume;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;

/**
 * Origin of a carry: the y, field and parameters from which it was made. With others the carry is stale.
 *
 * @param y the state [n] where the first solve ended, or the second begins
 * @param field the vector field (t, y [n], parameters) → slope [n], then those of its parts if it has several; fields that are equal are
 *     the same formula
 * @param parameters its arguments' tensors, then those that it closes over
 */
public record Origin(Tensor y, Function<List<Tensor>, List<Tensor>> field, List<Tensor> parameters) {
    /** Slopes that differ by no more are the same formula, evaluated in another order. */
    private static final double ROUNDING = 1e3;

    public Origin {
        Objects.requireNonNull(y, "an origin needs y");
        Objects.requireNonNull(field, "an origin needs the vector field");
        parameters = List.copyOf(parameters);
    }

    /**
     * Names of the numbers of a solve.
     *
     * @param component of number i of the flat state
     * @param parameter of tensor i of the parameters
     */
    public record Names(IntFunction<String> component, IntFunction<String> parameter) {}

    /** The difference, in words, of a solve that continues at t from {@code now}; empty if there is none. */
    Optional<String> difference(Origin now, double t, Names names) {
        int component = firstDifference(y, now.y);
        if (component >= 0) {
            return Optional.of(names.component().apply(component) + " is "
                    + now.y.toArray()[component] + " and was " + y.toArray()[component]);
        }
        return field.equals(now.field) ? differentParameter(now, names) : differentField(now, t, names);
    }

    private Optional<String> differentParameter(Origin now, Names names) {
        for (int i = 0; i < parameters.size(); i++) {
            Tensor before = parameters.get(i);
            Tensor after = now.parameters.get(i);
            int place = before == after ? -1 : firstDifference(before, after);
            if (place >= 0) {
                return Optional.of(names.parameter().apply(i) + " has changed: number " + place + " of " + after.type()
                        + " is " + after.toArray()[place] + " and was " + before.toArray()[place]);
            }
        }
        return Optional.empty();
    }

    /** Another program may be another way to write the same field: what counts is its slope here. */
    private Optional<String> differentField(Origin now, double t, Names names) {
        double[] before = slopes(t);
        double[] after = now.slopes(t);
        double largest = 0;
        for (int i = 0; i < Math.min(before.length, after.length); i++) {
            largest = Math.max(largest, Math.max(Math.abs(before[i]), Math.abs(after[i])));
            double tolerated = ROUNDING * y.dtype().epsilon() * largest;
            if (!(Math.abs(before[i] - after[i]) <= tolerated)) {
                int component = i % y.size();
                return Optional.of("the vector field is another one: the slope of "
                        + names.component().apply(component) + " is " + after[i] + " and was " + before[i]);
            }
        }
        return before.length == after.length
                ? Optional.empty()
                : Optional.of("the vector field is another one, in other parts");
    }

    /** The slope at t, then those of the field's parts if it has several. */
    private double[] slopes(double t) {
        List<Tensor> in = FieldInputs.of(Tensor.scalar(t), y, parameters);
        return Tensor.concatenate(0, field.apply(in)).toArray();
    }

    /** The first number that differs; −1 if none does. */
    private static int firstDifference(Tensor before, Tensor after) {
        double[] first = before.toArray();
        double[] second = after.toArray();
        for (int i = 0; i < first.length; i++) {
            if (first[i] != second[i] && !(Double.isNaN(first[i]) && Double.isNaN(second[i]))) {
                return i;
            }
        }
        return -1;
    }

    /** Without the numbers: there may be many. */
    @Override
    public String toString() {
        return "Origin[y " + y.type() + ", " + parameters.size() + " parameters]";
    }
}
