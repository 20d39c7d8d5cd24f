package org.palinode.autodiff;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * shapes → numbers of the gamma law of each; NaN where a shape is not positive and finite. Their derivative keeps the probability of less fixed.
 *
 * @param seed from which each number has a seed by its place
 * @param period the numbers of one member of a batch, whose members draw alike
 */
record GammaDraws(long seed, int period) implements Operation {
    @Override
    public String name() {
        return "gamma_draws";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer shapes = in.get(0);
        return () -> {
            for (int i = 0; i < out.size(); i++) {
                double shape = shapes.get(i);
                out.set(
                        i,
                        GammaLaw.isShape(shape)
                                ? new GammaLaw(shape).number(Words.fold(seed, i % period))
                                : Double.NaN);
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return outBar.times(slope(in.get(0), out));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(0).times(slope(in.get(0), out));
    }

    private static Tensor slope(Tensor shapes, Tensor numbers) {
        return Tensor.apply(new Slope(), shapes, numbers);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }

    /** (shapes, numbers) → the derivative of each number with respect to its shape. */
    private record Slope() implements Operation {
        @Override
        public String name() {
            return "gamma_slope";
        }

        @Override
        public TensorType output(List<TensorType> in) {
            return in.get(0);
        }

        @Override
        public Kernel bind(List<Buffer> in, Buffer out) {
            Buffer shapes = in.get(0);
            Buffer numbers = in.get(1);
            return () -> {
                for (int i = 0; i < out.size(); i++) {
                    out.set(i, new GammaSlope(shapes.get(i), numbers.get(i)).value());
                }
            };
        }

        @Override
        public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
            throw refusal();
        }

        @Override
        public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
            throw refusal();
        }

        private static UnsupportedOperationException refusal() {
            return new UnsupportedOperationException(
                    "numbers of a gamma law have first derivatives with respect to their shape and no second ones; hold the"
                            + " shape fixed by stopGradient(), or differentiate once");
        }

        @Override
        public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
            boolean isAll = isBatched.test(0) && isBatched.test(1);
            return isAll ? Tensor.apply(this, in) : Operation.super.batch(in, isBatched, size);
        }
    }
}
