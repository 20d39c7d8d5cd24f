package org.palinode.ode.internal.spectrum;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;

/**
 * Rate of the fastest mode of a field: the spectral radius of its Jacobian ∂f/∂y, by power iteration on products with it. The growth is
 * averaged over the last iterations, which also settles for complex pairs.
 */
final class SpectralRadius {
    private static final int ITERATIONS = 30;
    private static final int AVERAGED = 12;

    private SpectralRadius() {}

    /** An estimate at (t, y) in one over the unit of time; 30 products. NaN where the field is not finite. */
    public static double estimate(Program field, double t, Tensor y, List<Tensor> parameters) {
        UnaryOperator<Tensor> jacobian = jacobian(field, t, y, parameters);
        Tensor direction = start(y);
        double logGrowth = 0;
        for (int i = 0; i < ITERATIONS; i++) {
            Tensor next = jacobian.apply(direction);
            double size = next.cast(DType.FLOAT64).square().sum().sqrt().item();
            if (size == 0) {
                return 0;
            }
            logGrowth += i >= ITERATIONS - AVERAGED ? Math.log(size) : 0;
            direction = next.times(1 / size);
        }
        return Math.exp(logGrowth / AVERAGED);
    }

    /** Products of ∂f/∂y at (t, y) with directions, f the first output of {@code field}; or of its transpose, which has the same eigenvalues. */
    static UnaryOperator<Tensor> jacobian(Program field, double t, Tensor y, List<Tensor> parameters) {
        Call product = new Call(product(field));
        List<Tensor> at = FieldInputs.of(Tensor.scalar(t), y, parameters);
        return direction -> {
            List<Tensor> in = new ArrayList<>(at);
            in.add(direction);
            return product.apply(in).get(0);
        };
    }

    /** By tangents, or by cotangents where the field has a rule for those only ({@code customVjp}). */
    private static Program product(Program field) {
        try {
            return field.tangents(input -> input == 1);
        } catch (UnsupportedOperationException reverseModeOnly) {
            return field.vjp(input -> input == 1, output -> output == 0);
        }
    }

    /** A unit vector without a pattern that a field would share. */
    static Tensor start(Tensor y) {
        double[] values = new double[y.size()];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + 0.5 * Math.sin(1.3 * i * i + i);
            sum += values[i] * values[i];
        }
        double size = Math.sqrt(sum);
        return Tensor.of(y.shape(), values).times(1 / size).cast(y.dtype());
    }
}
