package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * (windows [m, 2], t) → the earliest and the latest time [2] of the window in which t lies: the first whose end lies after t, in the
 * direction of the solve: where one ends the next step begins. Piecewise constant: its derivative is 0.
 */
record WindowSearch() implements Operation {
    @Override
    public String name() {
        return "window_search";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return TensorType.float64(2);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer windows = in.get(0);
        Buffer t = in.get(1);
        return () -> {
            int at = place(windows, t.get(0));
            double entry = windows.get(2 * at);
            double exit = windows.get(2 * at + 1);
            out.set(0, Math.min(entry, exit));
            out.set(1, Math.max(entry, exit));
        };
    }

    /** The index of the window. */
    static int place(Buffer windows, double t) {
        double direction = windows.get(0) <= windows.get(1) ? 1 : -1;
        int low = 0;
        int high = windows.shape().dim(0) - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (direction * t < direction * windows.get(2 * middle + 1)) {
                high = middle;
            } else {
                low = middle + 1;
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
