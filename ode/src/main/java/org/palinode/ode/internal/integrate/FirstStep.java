package org.palinode.ode.internal.integrate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.step.StepKey;

/**
 * The size of a first step that was not given, from the sizes of y, its slope and the change of the slope. The change is looked at over a
 * trial step, which does not lead beyond the end of the solve and is taken smaller where the field has no value at its end.
 *
 * <p>Source: E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", section II.4.
 */
final class FirstStep {
    /** Evaluations of the field in a trial. */
    private static final int EVALUATIONS = 2;

    /** The rule's 10⁻⁶ and 10⁻¹⁵ have units: where time is counted in small ones, a step from it might not move t. */
    private static final int SMALLEST_ULPS = 100;

    /** A trial step into where the field has no value is made that many times smaller. */
    private static final double SMALLER = 10;

    /** By then a trial step has become smaller than rounding. */
    private static final int MOST_TRIALS = 17;

    private FirstStep() {}

    /**
     * An estimate, without a sign, for errors that shrink like h^order; NaN where the field has no value at the start or just after it.
     *
     * @param count told of evaluations
     */
    static double estimate(StepKey key, double order, Integration solve, LongConsumer count) {
        Program trial = trial(key, order, solve.direction());
        double longest = solve.longestStep();
        double trialLength = longest;
        double h = Double.NaN;
        for (int i = 0; i < MOST_TRIALS && Double.isNaN(h); i++) {
            List<Tensor> in =
                    new ArrayList<>(List.of(Tensor.scalar(solve.t0()), solve.y0(), Tensor.scalar(trialLength)));
            in.addAll(solve.parameters());
            List<Tensor> out = Tensor.apply(new Call(trial), in);
            count.accept(EVALUATIONS);
            h = out.get(0).item();
            trialLength = out.get(1).item() / SMALLER;
            if (!(trialLength > 0)) {
                break; // the slope at the start is not finite
            }
        }
        return Math.min(longest, Math.max(h, SMALLEST_ULPS * Math.ulp(solve.t0())));
    }

    /** (t, y, the longest trial step, parameters) → the estimate, the size of the trial step. */
    private static Program trial(StepKey key, double order, double direction) {
        Program field = key.heldField();
        ErrorScale scale = key.scale().orElseThrow();
        List<TensorType> inputs = new ArrayList<>(field.inputTypes());
        inputs.add(2, TensorType.float64());
        return Program.traceClosed(inputs, all -> {
            List<Tensor> in = new ArrayList<>(all);
            Tensor longest = in.remove(2);
            Tensor y = FieldInputs.state(in);
            Tensor slope = field.apply(in).get(0);
            Tensor size = scale.scaled(y, y).cast(DType.FLOAT64);
            Tensor speed = scale.scaled(slope, y).cast(DType.FLOAT64);
            Tensor tiny = size.less(1e-5).maximum(speed.less(1e-5));
            Tensor h0 = Tensor.where(
                            tiny, Tensor.scalar(1e-6), size.dividedBy(speed).times(0.01))
                    .minimum(longest);
            Tensor signed = h0.times(direction);
            List<Tensor> next = FieldInputs.of(
                    FieldInputs.time(in).plus(signed),
                    y.plus(slope.times(signed.cast(y.dtype()))),
                    FieldInputs.parameters(in));
            Tensor change = field.apply(next).get(0).minus(slope);
            Tensor curvature = scale.scaled(change, y).cast(DType.FLOAT64).dividedBy(h0);
            Tensor fastest = speed.maximum(curvature);
            Tensor h1 = Tensor.where(
                    fastest.lessEqual(1e-15),
                    h0.times(1e-3).maximum(1e-6),
                    fastest.power(-1).times(0.01).power(1.0 / order));
            return List.of(h0.times(100).minimum(h1), h0);
        });
    }
}
