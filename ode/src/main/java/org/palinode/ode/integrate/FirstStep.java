package org.palinode.ode.integrate;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;

/**
 * The size of a first step that was not given, from the sizes of y, its slope and the change of the slope.
 *
 * <p>Source: E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", section II.4.
 */
final class FirstStep {
    /** How often an estimate evaluates the field. */
    static final int EVALUATIONS = 2;

    /** The rule's 10⁻⁶ and 10⁻¹⁵ have units: where time is counted in small ones, a step from it might not move t. */
    private static final int SMALLEST_ULPS = 100;

    private FirstStep() {}

    /** An estimate, without a sign, for errors that shrink like h^order. */
    static double estimate(StepPrograms.Signature signature, int order, Integration solve) {
        Program field = signature.heldField();
        ErrorScale scale = signature.scale().orElseThrow();
        Program program = Program.traceClosed(field.inputTypes(), in -> {
            Tensor y = in.get(1);
            Tensor slope = field.apply(in).get(0);
            Tensor size = scale.scaled(y, y).cast(DType.FLOAT64);
            Tensor speed = scale.scaled(slope, y).cast(DType.FLOAT64);
            Tensor tiny = size.less(1e-5).maximum(speed.less(1e-5));
            Tensor h0 = Tensor.where(
                    tiny, Tensor.scalar(1e-6), size.dividedBy(speed).times(0.01));
            Tensor signed = h0.times(solve.direction());
            List<Tensor> next = new ArrayList<>(in);
            next.set(0, in.get(0).plus(signed));
            next.set(1, y.plus(slope.times(signed.cast(y.dtype()))));
            Tensor change = field.apply(next).get(0).minus(slope);
            Tensor curvature = scale.scaled(change, y).cast(DType.FLOAT64).dividedBy(h0);
            Tensor fastest = speed.maximum(curvature);
            Tensor h1 = Tensor.where(
                    fastest.lessEqual(1e-15),
                    h0.times(1e-3).maximum(1e-6),
                    fastest.power(-1).times(0.01).power(1.0 / order));
            return List.of(h0.times(100).minimum(h1));
        });
        List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(solve.t0()), solve.y0()));
        in.addAll(solve.parameters());
        double h = Tensor.apply(new Call(program), in).get(0).item();
        return Math.max(h, SMALLEST_ULPS * Math.ulp(solve.t0()));
    }
}
