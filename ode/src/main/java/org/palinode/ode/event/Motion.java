package org.palinode.ode.event;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Tensor;

/**
 * How conditions g(t, y) move along the solution, dg/dt = ∂g/∂t + ∂g/∂y f, and what relative errors in t and y can make of them:
 * |t| (|∂g/∂t| + |dg/dt|) + Σ|yᵢ ∂g/∂yᵢ|, where the second term is there because the solution is known at rounded times only.
 */
record Motion(Events events) {
    /** A state at an event has gone through a few roundings. */
    static final double ULPS = 8;

    /** (t, y [n], parameters) → a slope for each event, then a bound for each; 0 for boolean ones. */
    Program program() {
        Program conditions = events.conditions();
        List<TensorType> types = conditions.inputTypes();
        return Program.traceClosed(types, in -> {
            Tensor field = events.field().apply(in).get(0);
            List<Tensor> slopes = new ArrayList<>();
            List<Tensor> bounds = new ArrayList<>();
            for (int event = 0; event < events.rules().size(); event++) {
                if (events.rules().get(event).isBoolean()) {
                    slopes.add(Tensor.scalar(0));
                    bounds.add(Tensor.scalar(0));
                } else {
                    add(event, in, field, slopes, bounds);
                }
            }
            slopes.addAll(bounds);
            return slopes;
        });
    }

    private void add(int event, List<Tensor> in, Tensor field, List<Tensor> slopes, List<Tensor> bounds) {
        List<Tensor> withBar = new ArrayList<>(in);
        withBar.add(Tensor.scalar(1));
        List<Tensor> gradient = events.conditions()
                .vjp(input -> input < 2, output -> output == event)
                .apply(withBar);
        Tensor byTime = gradient.get(0);
        Tensor byState = gradient.get(1);
        Tensor slope = byTime.plus(sum(byState.times(field)));
        slopes.add(slope);
        bounds.add(in.get(0)
                .abs()
                .times(byTime.abs().plus(slope.abs()))
                .plus(sum(byState.times(in.get(1)).abs())));
    }

    private static Tensor sum(Tensor x) {
        return x.sum().cast(DType.FLOAT64);
    }
}
