package org.palinode.autodiff.tensor;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The same numbers, rounded to another type. VJP: the cotangent cast back. */
record Cast(DType dtype) implements LinearOperation, Movement {
    @Override
    public String name() {
        return "cast";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return new TensorType(dtype, in.get(0).shape());
    }

    @Override
    public List<Tensor> fold(List<Tensor> in) {
        return Constant.moved(this, in);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer source = in.get(0);
        if (source.dtype() == out.dtype()) {
            return out.copying(source);
        }
        return out.dtype() == DType.FLOAT64
                ? widen(source.floats(), out.doubles())
                : round(source.doubles(), out.floats());
    }

    private static Kernel widen(FloatBuffer from, DoubleBuffer to) {
        return () -> {
            for (int i = 0; i < from.limit(); i++) {
                to.put(i, from.get(i));
            }
        };
    }

    private static Kernel round(DoubleBuffer from, FloatBuffer to) {
        return () -> {
            for (int i = 0; i < from.limit(); i++) {
                to.put(i, (float) from.get(i));
            }
        };
    }

    @Override
    public int[] sources(List<Shape> in, Shape out) {
        return Strides.whole(out).indices();
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return outBar.cast(in.get(0).dtype());
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
