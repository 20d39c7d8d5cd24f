package org.palinode.tests.autodiff.support;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/** The square of its input, written as a user would, which counts how often its kernel runs. */
public record CountingSquare(AtomicInteger runs) implements Operation {
    public CountingSquare() {
        this(new AtomicInteger());
    }

    public Tensor of(Tensor x) {
        return Tensor.apply(this, x);
    }

    @Override
    public String name() {
        return "counting_square";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        return () -> {
            runs.incrementAndGet();
            for (int i = 0; i < x.size(); i++) {
                out.set(i, x.get(i) * x.get(i));
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return outBar.times(in.get(0)).times(2);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(0).times(in.get(0)).times(2);
    }
}
