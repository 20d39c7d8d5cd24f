package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A loop over segments of a loop. It keeps the carry at the start of each segment; the pull-back runs a segment again, and then keeps all of
 * it. What is left at the end, a shorter segment, is a loop of its own.
 *
 * @param most how many segments there may be
 */
public record Segments(LoopBody body, int steps, int most) {
    private int length() {
        return Math.max(1, (steps + most - 1) / most);
    }

    /** The loop's outputs. */
    public List<Tensor> apply(List<Tensor> in) {
        int length = length();
        if (length == 1) {
            return Tensor.apply(new Scan(body, steps, Direction.FROM_THE_START, KeptValues.CARRIES), in);
        }
        int segments = steps / length;
        List<Tensor> whole = new ArrayList<>(in);
        for (int i = body.firstSlice(); i < in.size(); i++) {
            Tensor part = in.get(i).slice(0, 0, segments * length);
            whole.set(i, part.reshape(part.shape().with(0, length).insert(0, segments)));
        }
        Scan outer = new Scan(segment(length), segments, Direction.FROM_THE_START, KeptValues.CARRIES);
        List<Tensor> out = new ArrayList<>(Tensor.apply(outer, whole));
        for (int i = body.firstRow(); i < out.size(); i++) {
            Shape shape = out.get(i).shape().without(0);
            out.set(i, out.get(i).reshape(shape.with(0, segments * length)));
        }
        return segments * length == steps ? out : continued(in, out, segments * length);
    }

    /** A segment as one step. */
    private LoopBody segment(int length) {
        Program program = program(length);
        return new LoopBody(program, body.constants(), body.carried(), body.sums());
    }

    private Program program(int length) {
        Scan inner = new Scan(body, length, Direction.FROM_THE_START, KeptValues.RESIDUALS);
        List<TensorType> types = LoopBody.stacked(body.program().inputTypes(), body.firstSlice(), length);
        return Program.traceClosed(types, in -> Tensor.apply(inner, in));
    }

    private List<Tensor> continued(List<Tensor> in, List<Tensor> out, int from) {
        List<Tensor> rest = new ArrayList<>(in);
        for (int i = 0; i < body.carried(); i++) {
            rest.set(body.constants() + i, out.get(i));
        }
        for (int i = body.firstSlice(); i < in.size(); i++) {
            rest.set(i, in.get(i).slice(0, from, steps));
        }
        List<Tensor> end = new ArrayList<>(new Call(program(steps - from)).apply(rest));
        for (int i = body.firstRow(); i < end.size(); i++) {
            end.set(i, Tensor.concatenate(0, out.get(i), end.get(i)));
        }
        return end;
    }
}
