package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** A {@link Field} together with everything it depends on: arguments and closed-over tensors. */
@FunctionalInterface
public interface ParametricField {
    Tensor apply(Tensor t, Tensor y, List<Tensor> parameters);

    /** The field for these parameters. */
    default Field with(List<Tensor> parameters) {
        return (t, y) -> apply(t, y, parameters);
    }

    /** A field in two parts, with the sum computed by {@code whole}. */
    static ParametricField split(ParametricField whole, ParametricField explicit, ParametricField implicit) {
        return new ParametricField() {
            @Override
            public Tensor apply(Tensor t, Tensor y, List<Tensor> parameters) {
                return whole.apply(t, y, parameters);
            }

            @Override
            public Field with(List<Tensor> parameters) {
                return Field.split(whole.with(parameters), explicit.with(parameters), implicit.with(parameters));
            }
        };
    }
}
