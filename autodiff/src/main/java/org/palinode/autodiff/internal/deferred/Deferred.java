package org.palinode.autodiff.internal.deferred;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A {@link DeferredFunction} as a primitive. Its last output is its link, the number of the run: a pull-back that reads it finds that run (see
 * {@link SharedRun}).
 *
 * @param link the shape of the link: the axes of batches
 */
public record Deferred(DeferredFunction function, Shape link) implements Primitive {
    /** Applies a function to tensors some of which are symbolic. */
    public static List<Tensor> apply(DeferredFunction function, List<Tensor> inputs) {
        List<Tensor> all = Tensor.apply(new Deferred(function, Shape.scalar()), inputs);
        return all.subList(0, all.size() - 1);
    }

    @Override
    public String name() {
        return function.name();
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        List<TensorType> outputs = new ArrayList<>(function.outputs(inputs));
        outputs.add(new TensorType(DType.FLOAT64, link));
        return outputs;
    }

    @Override
    public List<Tensor> execute(List<Tensor> inputs) {
        return linked(function.apply(inputs));
    }

    private List<Tensor> linked(List<Tensor> outputs) {
        List<Tensor> all = new ArrayList<>(outputs);
        all.add(Tensor.full(new TensorType(DType.FLOAT64, link), 0));
        return all;
    }

    /** Inputs are copied at each run: what is kept of it must not change with the plan's memory. */
    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        int count = outputs.size() - 1;
        SharedRun shared = SharedRun.begin(function, outputs.get(count));
        DeferredFunction.InPlan within = function.within(inputs);
        return () -> {
            List<Tensor> in = inputs.stream().map(Tensor::copyOf).toList();
            List<Tensor> out = shared.outputs(within, in);
            for (int i = 0; i < count; i++) {
                outputs.get(i).copyFrom(out.get(i).buffer());
            }
            outputs.get(count).fill(shared.number());
        };
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        BitSet inputs = set(in.size(), input -> wanted.test(input) && function.moves(input));
        BitSet given = set(out.size() - 1, output -> outBar.get(output) != null);
        List<Tensor> inBar = new ArrayList<>(Collections.nCopies(in.size(), null));
        if (inputs.isEmpty() || given.isEmpty()) {
            return inBar;
        }
        List<Tensor> arguments = new ArrayList<>(in);
        given.stream().forEach(output -> arguments.add(outBar.get(output)));
        arguments.add(out.get(out.size() - 1));
        List<Tensor> bars = apply(new PullBack(function, in.size(), inputs, given), arguments);
        int next = 0;
        for (int input = inputs.nextSetBit(0); input >= 0; input = inputs.nextSetBit(input + 1)) {
            inBar.set(input, bars.get(next++));
        }
        return inBar;
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return pushed(in, out, inDot, Pushed.Kinks.MEAN);
    }

    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return pushed(in, out, inDot, Pushed.Kinks.ONE_SIDED);
    }

    private List<Tensor> pushed(List<Tensor> in, List<Tensor> out, List<Tensor> inDot, Pushed.Kinks kinks) {
        BitSet moving = set(in.size(), input -> inDot.get(input) != null && function.moves(input));
        if (moving.isEmpty()) {
            return Collections.nCopies(out.size(), null);
        }
        List<Tensor> arguments = new ArrayList<>(in);
        moving.stream().forEach(input -> arguments.add(inDot.get(input)));
        List<Tensor> outDot = new ArrayList<>(apply(new Pushed(function, in.size(), moving, kinks), arguments));
        outDot.add(null);
        return outDot;
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        IntPredicate becomes = input -> isBatched.test(input) || function.needsBatch(input);
        List<Tensor> inputs = new ArrayList<>(in);
        for (int i = 0; i < in.size(); i++) {
            if (becomes.test(i) && !isBatched.test(i)) {
                Tensor one = in.get(i);
                inputs.set(i, one.broadcastTo(one.shape().insert(0, size)));
            }
        }
        Deferred all = new Deferred(function.batched(becomes, size), link.insert(0, size));
        return inputs.stream().anyMatch(Tensor::isSymbolic) ? Tensor.apply(all, inputs) : all.execute(inputs);
    }

    private static BitSet set(int size, IntPredicate members) {
        BitSet set = new BitSet();
        for (int i = 0; i < size; i++) {
            set.set(i, members.test(i));
        }
        return set;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Deferred that && link.equals(that.link) && function.equals(that.function);
    }

    @Override
    public int hashCode() {
        return function.hashCode();
    }

    @Override
    public String toString() {
        return name();
    }
}
