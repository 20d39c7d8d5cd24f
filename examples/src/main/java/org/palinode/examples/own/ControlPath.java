package org.palinode.examples.own;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.Path;

/**
 * Time in spacings, observed values and inputs side by side, as a control [series, 1 + columns + inputs].
 *
 * @param spacing the unit of time
 * @param values of the columns [series, columns]
 * @param inputs u(t)
 */
record ControlPath(double spacing, LinearInterpolation values, InputPath inputs) implements Path {
    @Override
    public Tensor evaluate(Tensor t) {
        return beside(t.dividedBy(spacing), values.evaluate(t), inputs.evaluate(t));
    }

    @Override
    public Tensor derivative(Tensor t) {
        return beside(Tensor.scalar(1 / spacing), values.derivative(t), inputs.derivative(t));
    }

    private static Tensor beside(Tensor time, Tensor values, Tensor inputs) {
        Tensor column = time.plus(Tensor.zeros(values.shape().dim(0), 1));
        return Sequence.beside(Tensor.concatenate(-1, column, values), inputs);
    }

    @Override
    public double[] knots() {
        return DoubleStream.concat(Arrays.stream(values.knots()), Arrays.stream(inputs.knots()))
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public double[] kinks() {
        return knots();
    }

    /** Options whose steps end where the slope jumps. */
    SolveOptions heeded(SolveOptions options) {
        return options.controller(
                ClipStepSizeController.around(options.controller()).jumpTs(knots()));
    }
}
