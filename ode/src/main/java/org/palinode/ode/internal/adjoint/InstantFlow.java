package org.palinode.ode.internal.adjoint;

import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;

/**
 * The solution between two times that are one and move apart: no change in value, but with derivatives, right up to the fourth: a step of the
 * classical Runge–Kutta method.
 *
 * @param field (t, y [n], parameters) → slope [n]
 */
record InstantFlow(Program field, List<Tensor> parameters) {
    /** The solution at {@code next} from y at {@code now}. */
    Tensor between(Tensor now, Tensor next, Tensor y) {
        Tensor h = next.minus(now).minus(next.minus(now).stopGradient());
        Tensor middle = now.plus(h.times(0.5));
        Tensor k1 = call(field, now, y);
        Tensor k2 = call(field, middle, advanced(y, h.times(0.5), k1));
        Tensor k3 = call(field, middle, advanced(y, h.times(0.5), k2));
        Tensor k4 = call(field, now.plus(h), advanced(y, h, k3));
        return advanced(y, h.times(1.0 / 6), k1.plus(k2.plus(k3).times(2)).plus(k4));
    }

    private static Tensor advanced(Tensor y, Tensor h, Tensor slope) {
        return y.plus(slope.times(h.cast(y.dtype())));
    }

    /** A program of (t, y, parameters). */
    Tensor call(Program program, Tensor t, Tensor y) {
        List<Tensor> in = FieldInputs.of(t, y, parameters);
        return new Call(program).apply(in).get(0);
    }
}
