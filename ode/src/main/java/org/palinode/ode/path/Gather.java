package org.palinode.ode.path;

import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/** The numbers of a vector at these places, one after another. VJP: {@link ScatterAdd}. */
record Gather(List<Integer> places) implements Operation {
    /** The numbers of {@code vector} at {@code places}. */
    static Tensor of(Tensor vector, int... places) {
        return Tensor.apply(new Gather(Arrays.stream(places).boxed().toList()), vector);
    }

    @Override
    public String name() {
        return "gather";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0).with(Shape.of(places.size()));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        int[] at = places.stream().mapToInt(Integer::intValue).toArray();
        Buffer from = in.get(0);
        return () -> {
            for (int i = 0; i < at.length; i++) {
                out.set(i, from.get(at[i]));
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(new ScatterAdd(places, in.get(0).size()), outBar);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return Tensor.apply(this, inDot.get(0));
    }

    /** Zeros [size], and each number of the input added at its place. */
    record ScatterAdd(List<Integer> places, int size) implements Operation {
        @Override
        public String name() {
            return "scatter_add";
        }

        @Override
        public TensorType output(List<TensorType> in) {
            return in.get(0).with(Shape.of(size));
        }

        @Override
        public Kernel bind(List<Buffer> in, Buffer out) {
            int[] at = places.stream().mapToInt(Integer::intValue).toArray();
            Buffer from = in.get(0);
            return () -> {
                out.fill(0);
                for (int i = 0; i < at.length; i++) {
                    out.set(at[i], out.get(at[i]) + from.get(i));
                }
            };
        }

        @Override
        public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
            return Tensor.apply(new Gather(places), outBar);
        }

        @Override
        public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
            return Tensor.apply(this, inDot.get(0));
        }
    }
}
