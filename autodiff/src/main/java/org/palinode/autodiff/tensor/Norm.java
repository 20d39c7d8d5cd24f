package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * y = √Σx² along one axis, which disappears, without overflow or underflow of the squares. VJP x̄ = ȳ x/y, JVP ẏ = Σ x ẋ / y; both 0 at the
 * origin.
 */
record Norm(int axis) implements Operation {
    /** Squares below lose digits to underflow. */
    private static final double SMALLEST = 0x1p-960;

    @Override
    public String name() {
        return "norm";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0).with(in.get(0).shape().without(axis));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        int length = x.shape().dim(axis);
        int stride = x.shape().strides()[x.shape().axis(axis)];
        int size = out.size();
        return () -> {
            for (int i = 0; i < size; i++) {
                out.set(i, norm(x, i / stride * stride * length + i % stride, stride, length));
            }
        };
    }

    private static double norm(Buffer x, int start, int stride, int length) {
        double squares = squares(x, start, stride, length, 1);
        if (squares >= SMALLEST && squares <= Double.MAX_VALUE || squares != squares) {
            return Math.sqrt(squares);
        }
        double largest = 0;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, Math.abs(x.get(start + i * stride)));
        }
        if (largest == 0 || largest > Double.MAX_VALUE) {
            return largest;
        }
        double scale = Math.scalb(1.0, -Math.getExponent(largest));
        return Math.sqrt(squares(x, start, stride, length, scale)) / scale;
    }

    private static double squares(Buffer x, int start, int stride, int length, double scale) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double scaled = x.get(start + i * stride) * scale;
            sum += scaled * scaled;
        }
        return sum;
    }

    private Tensor spread(Tensor bar, Tensor x, Tensor out) {
        return Tensor.apply(Cotangents.SPREAD, bar, x, out.expandDims(axis));
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return spread(outBar.expandDims(axis), in.get(0), out);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return spread(inDot.get(0), in.get(0), out).sum(axis);
    }

    /** From the origin in the direction ẋ the norm grows by that of ẋ. */
    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        Tensor linear = tangent(in, out.get(0), inDot);
        return List.of(Tensor.where(out.get(0).equalTo(0), Tensor.apply(this, inDot.get(0)), linear));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Norm(Batching.axis(axis)), in);
    }

    @Override
    public String toString() {
        return name() + "[axis=" + axis + "]";
    }
}
