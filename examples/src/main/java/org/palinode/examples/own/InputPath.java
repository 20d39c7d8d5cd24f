package org.palinode.examples.own;

import java.util.Arrays;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.path.Path;

/** Inputs u(t) of series side by side [series, inputs]. Beyond their last time they hold. With no inputs at all they are [series, 0]. */
public final class InputPath implements Path {
    private final Path path;
    private final double[] times;
    private final Tensor none;

    private InputPath(Path path, double[] times, Tensor none) {
        this.path = path;
        this.times = times;
        this.none = none;
    }

    /** Inputs [T, series, inputs] with gaps (NaN), at these times; null where there are none. */
    static InputPath of(double[] times, Tensor inputs, int series, InputCurve curve) {
        Tensor none = Tensor.zeros(series, 0);
        return new InputPath(inputs == null ? null : curve.path(Tensor.of(times), inputs), times.clone(), none);
    }

    private double last() {
        return times[times.length - 1];
    }

    @Override
    public Tensor evaluate(Tensor t) {
        return path == null ? none : path.evaluate(t.minimum(last()));
    }

    @Override
    public Tensor derivative(Tensor t) {
        if (path == null) {
            return none;
        }
        Tensor slope = path.derivative(t.minimum(last()));
        return slope.times(t.less(last()).cast(slope.dtype()));
    }

    /** The inputs at each of these times [T, series, inputs]. */
    public Tensor rows(Tensor at) {
        return path == null
                ? Tensor.zeros(at.size(), none.shape().dim(0), 0)
                : Tensor.stack(
                        0,
                        Arrays.stream(at.toArray())
                                .mapToObj(t -> evaluate(Tensor.scalar(t)))
                                .toList());
    }

    @Override
    public double[] knots() {
        return path == null ? new double[0] : times.clone();
    }

    @Override
    public double[] kinks() {
        return knots();
    }

    /** Steps that end where inputs have a kink, which an error estimate would find late. */
    StepSizeController heeded(StepSizeController controller) {
        return path == null ? controller : new ClipStepSizeController(controller).stepTs(times);
    }
}
