package org.palinode.examples.operation;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Lambert's function W of each number, the larger solution w of w e^w = x: NaN below −1/e. Its slope is 1 / (e^W (1 + W)), infinite at
 * −1/e.
 *
 * <p>Source: R. M. Corless, G. H. Gonnet, D. E. G. Hare, D. J. Jeffrey, D. E. Knuth, "On the Lambert W function", Advances in
 * Computational Mathematics 5, 1996, doi:10.1007/BF02124750, with its start at the branch point and Halley's iteration.
 */
public record LambertW() implements Operation {
    /** W of each number. */
    public static Tensor of(Tensor x) {
        return Tensor.apply(new LambertW(), x);
    }

    @Override
    public String name() {
        return "lambert_w";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        if (in.size() != 1) {
            throw new IllegalArgumentException("lambert_w needs one tensor, got " + in.size());
        }
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        return () -> {
            for (int i = 0; i < x.size(); i++) {
                out.set(i, value(x.get(i)));
            }
        };
    }

    private static double value(double x) {
        if (x == Double.POSITIVE_INFINITY) {
            return x;
        }
        double w = x < -0.3 ? Math.sqrt(2 * (1 + Math.E * x)) - 1 : Math.log1p(x);
        for (int step = 0; step < 20; step++) {
            double power = Math.exp(w);
            double error = w * power - x;
            if (error == 0) {
                break;
            }
            double change = error / (power * (w + 1) - (w + 2) * error / (2 * w + 2));
            w -= change;
            if (Math.abs(change) <= Math.ulp(w)) {
                break;
            }
        }
        return w;
    }

    private static Tensor slope(Tensor w) {
        return w.exp().times(w.plus(1)).reciprocal();
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return outBar.times(slope(out));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(0).times(slope(out));
    }

    /** Number by number, so a batch needs no loop over its members. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
