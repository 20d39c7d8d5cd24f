package org.palinode.ode.internal.field;

import java.util.ArrayList;
import java.util.List;

/** The inputs of a field's program, and of those that are traced like it: conditions, resets, saved functions. */
public final class FieldInputs {
    private FieldInputs() {}

    /** (t, y, parameters) in this order. */
    public static <T> List<T> of(T t, T y, List<? extends T> parameters) {
        List<T> inputs = new ArrayList<>(2 + parameters.size());
        inputs.add(t);
        inputs.add(y);
        inputs.addAll(parameters);
        return inputs;
    }

    /** The time among such inputs. */
    public static <T> T time(List<T> inputs) {
        return inputs.get(0);
    }

    /** The state among such inputs. */
    public static <T> T state(List<T> inputs) {
        return inputs.get(1);
    }

    /** The parameters among such inputs. */
    public static <T> List<T> parameters(List<T> inputs) {
        return inputs.subList(2, inputs.size());
    }

    /** The place of a parameter among such inputs. */
    public static int parameter(int index) {
        return 2 + index;
    }
}
