package org.palinode.tests.ode.support;

import java.util.function.DoubleFunction;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.VectorField;

/**
 * An initial value problem with a known solution.
 *
 * @param exact the solution at a time, as flat numbers
 */
public record Problem(
        String name,
        VectorField<Tensor, Tensor> field,
        Tensor y0,
        Tensor args,
        double t0,
        double t1,
        DoubleFunction<double[]> exact) {
    public ODETerm<Tensor, Tensor> term() {
        return new ODETerm<>(field);
    }

    /** The largest distance of a state from the solution at t. */
    public double error(Tensor y, double t) {
        double[] wanted = exact.apply(t);
        double[] got = y.toArray();
        double largest = 0;
        for (int i = 0; i < got.length; i++) {
            largest = Math.max(largest, Math.abs(got[i] - wanted[i]));
        }
        return largest;
    }

    @Override
    public String toString() {
        return name;
    }
}
