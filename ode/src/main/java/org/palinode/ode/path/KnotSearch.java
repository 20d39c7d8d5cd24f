package org.palinode.ode.path;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/** (knots [T], t) → the index of the piece in which t lies, 0 to T − 2, as a number. Piecewise constant: its derivative is 0. */
record KnotSearch() implements Operation {
    @Override
    public String name() {
        return "knot_search";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return TensorType.float64();
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer knots = in.get(0);
        Buffer t = in.get(1);
        return () -> out.set(0, piece(knots, t.get(0)));
    }

    /** The last piece that starts at or before t. */
    private static int piece(Buffer knots, double t) {
        int low = 0;
        int high = knots.size() - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (knots.get(middle) <= t) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return null;
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return null;
    }
}
