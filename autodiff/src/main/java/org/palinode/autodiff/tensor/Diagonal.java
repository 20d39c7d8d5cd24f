package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The diagonals of matrices, which are the last two axes: [..., n, m] → [..., min(n, m)]. */
record Diagonal() implements Part {
    @Override
    public String name() {
        return "diagonal";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Band.requireMatrix(name(), in.get(0));
        Shape shape = in.get(0).shape();
        return in.get(0).with(shape.without(-1).with(-1, Math.min(shape.dim(-1), shape.dim(-2))));
    }

    @Override
    public Strides view(Strides in, Shape out) {
        return in.diagonal(out);
    }

    @Override
    public Diagonal ofEach() {
        return this;
    }
}
