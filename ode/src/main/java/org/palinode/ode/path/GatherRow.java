package org.palinode.ode.path;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * (index, table [m, n]) → row index + offset [n]. The index is a number known when it runs. VJP: {@link ScatterRow} among zeros, O(m n).
 *
 * @param offset added to the index
 */
record GatherRow(int offset) implements Operation {
    @Override
    public String name() {
        return "gather_row";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        TensorType table = in.get(1);
        return table.with(Shape.of(table.shape().dim(1)));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer table = in.get(1);
        int bytes = out.bytes().capacity();
        return () -> out.bytes().put(0, table.bytes(), row(in.get(0), offset) * bytes, bytes);
    }

    private static int row(Buffer index, int offset) {
        return (int) index.get(0) + offset;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        int rows = in.get(1).shape().dim(0);
        return input == 0 ? null : Tensor.apply(new ScatterRow(offset, rows), in.get(0), outBar);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(1) == null ? null : Tensor.apply(this, in.get(0), inDot.get(1));
    }

    /** (index, row [n]) → zeros [m, n] with the row at index + offset. */
    record ScatterRow(int offset, int rows) implements Operation {
        @Override
        public String name() {
            return "scatter_row";
        }

        @Override
        public TensorType output(List<TensorType> in) {
            TensorType row = in.get(1);
            return row.with(Shape.of(rows, row.shape().dim(0)));
        }

        @Override
        public Kernel bind(List<Buffer> in, Buffer out) {
            Buffer row = in.get(1);
            int bytes = row.bytes().capacity();
            return () -> {
                out.fill(0);
                out.bytes().put(row(in.get(0), offset) * bytes, row.bytes(), 0, bytes);
            };
        }

        @Override
        public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
            return input == 0 ? null : Tensor.apply(new GatherRow(offset), in.get(0), outBar);
        }

        @Override
        public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
            return inDot.get(1) == null ? null : Tensor.apply(this, in.get(0), inDot.get(1));
        }
    }
}
