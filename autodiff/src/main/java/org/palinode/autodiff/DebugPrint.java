package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The identity, which prints its inputs when it runs. What follows uses its outputs, so it is no dead code.
 *
 * @param paths of the inputs, as a tree has them
 * @param members the lengths of the batches in which it stands, the outer ones first
 */
record DebugPrint(String label, List<String> paths, List<Integer> members, Consumer<String> out) implements Primitive {
    static final Consumer<String> STANDARD_OUTPUT = text -> System.out.println(text);
    private static final Consumer<String> NOWHERE = text -> {};

    DebugPrint(String label, List<String> paths, Consumer<String> out) {
        this(label, paths, List.of(), out);
    }

    @Override
    public String name() {
        return "debug_print";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        return inputs;
    }

    @Override
    public List<Tensor> fold(List<Tensor> inputs) {
        return hasEffects() ? null : inputs;
    }

    @Override
    public boolean hasEffects() {
        return out != NOWHERE;
    }

    @Override
    public Primitive withoutEffects() {
        return new DebugPrint(label, paths, members, NOWHERE);
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        return () -> {
            for (int i = 0; i < inputs.size(); i++) {
                outputs.get(i).copyFrom(inputs.get(i));
            }
            out.accept(text(inputs));
        };
    }

    private String text(List<Buffer> values) {
        StringJoiner parts = new StringJoiner(", ", heading(), "");
        for (int i = 0; i < values.size(); i++) {
            String name = paths.size() == 1 ? "" : paths.get(i) + " = ";
            parts.add(name + Tensor.copyOf(values.get(i)));
        }
        return parts.toString();
    }

    private String heading() {
        if (members.isEmpty()) {
            return label + ": ";
        }
        StringJoiner sizes = new StringJoiner(" x ", label + " (", " members): ");
        members.forEach(size -> sizes.add(size.toString()));
        return sizes.toString();
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        return outBar;
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return inDot;
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        List<Integer> nested = new ArrayList<>(List.of(size));
        nested.addAll(members);
        List<Tensor> all = IntStream.range(0, in.size())
                .mapToObj(i -> isBatched.test(i)
                        ? in.get(i)
                        : in.get(i).broadcastTo(in.get(i).shape().insert(0, size)))
                .toList();
        return Tensor.apply(new DebugPrint(label, paths, nested, out), all);
    }
}
