package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** y = √Σx² over all numbers, without overflow or underflow of the squares. VJP x̄ = ȳ x/y, JVP ẏ = Σ x ẋ / y; both 0 at the origin. */
record Norm() implements Operation {
    /** Squares below lose digits to underflow. */
    private static final double SMALLEST = 0x1p-960;

    @Override
    public String name() {
        return "norm";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0).with(Shape.scalar());
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        return () -> out.set(0, norm(x));
    }

    private static double norm(Buffer x) {
        double squares = squares(x, 1);
        if (squares >= SMALLEST && squares <= Double.MAX_VALUE || squares != squares) {
            return Math.sqrt(squares);
        }
        double largest = 0;
        for (int i = 0; i < x.size(); i++) {
            largest = Math.max(largest, Math.abs(x.get(i)));
        }
        if (largest == 0 || largest > Double.MAX_VALUE) {
            return largest;
        }
        double scale = Math.scalb(1.0, -Math.getExponent(largest));
        return Math.sqrt(squares(x, scale)) / scale;
    }

    private static double squares(Buffer x, double scale) {
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            double scaled = x.get(i) * scale;
            sum += scaled * scaled;
        }
        return sum;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(Cotangents.SPREAD, outBar, in.get(0), out);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return Tensor.apply(Cotangents.SPREAD, inDot.get(0), in.get(0), out).sum();
    }

    /** From the origin in the direction ẋ the norm grows by that of ẋ. */
    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        Tensor linear = tangent(in, out.get(0), inDot);
        return List.of(Tensor.where(out.get(0).equalTo(0), inDot.get(0).norm(), linear));
    }
}
