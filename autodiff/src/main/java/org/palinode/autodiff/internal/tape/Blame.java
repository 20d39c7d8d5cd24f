package org.palinode.autodiff.internal.tape;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Constant;
import org.palinode.autodiff.tensor.LinearOperation;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Search for the numbers that made a result not finite. Goes back from the result, operation by operation: number by number where an
 * operation acts on each by itself or moves them, else from any output to all inputs.
 */
final class Blame {
    private final Map<Tensor, BitSet> used = new IdentityHashMap<>();

    Blame(List<Tensor> results) {
        for (Tensor result : results) {
            mark(result, notFinite(result));
        }
    }

    private void mark(Tensor tensor, BitSet numbers) {
        used.computeIfAbsent(tensor, key -> new BitSet()).or(numbers);
    }

    private static BitSet notFinite(Tensor tensor) {
        Buffer buffer = tensor.buffer();
        BitSet numbers = new BitSet();
        for (int i = 0; i < buffer.size(); i++) {
            numbers.set(i, !Double.isFinite(buffer.get(i)));
        }
        return numbers;
    }

    /** Marks what of the inputs made the marked outputs; false if they are marked and the inputs are finite there. Constants are not given. */
    boolean passesOn(Applied applied) {
        boolean isMarked = false;
        boolean isGiven = false;
        for (int i = 0; i < applied.out().size(); i++) {
            BitSet marked = used.getOrDefault(applied.out().get(i), new BitSet());
            if (!marked.isEmpty()) {
                isMarked = true;
                isGiven |= markInputs(applied, i, marked);
            }
        }
        return !isMarked || isGiven;
    }

    private boolean markInputs(Applied applied, int output, BitSet marked) {
        boolean isGiven = false;
        for (int i = 0; i < applied.in().size(); i++) {
            Tensor in = applied.in().get(i);
            BitSet numbers = notFinite(in);
            numbers.and(reached(applied, i, output, marked));
            if (!numbers.isEmpty() && !(in instanceof Constant)) {
                isGiven = true;
                mark(in, numbers);
            }
        }
        return isGiven;
    }

    /** The numbers of an input that the marked ones of an output may come from. */
    private static BitSet reached(Applied applied, int input, int output, BitSet marked) {
        Tensor in = applied.in().get(input);
        Tensor out = applied.out().get(output);
        if (applied.primitive() instanceof NumberFunction function) {
            return moved(in.shape(), out.shape(), chosen(function, applied.in(), input, out.shape(), marked));
        }
        if (applied.primitive() instanceof LinearOperation || applied.primitive() instanceof Movement) {
            return pulledBack(applied.primitive(), applied.in(), input, out, marked);
        }
        BitSet all = new BitSet();
        all.set(0, in.size());
        return all;
    }

    private static BitSet moved(Shape in, Shape out, BitSet marked) {
        int[] from = Strides.whole(in).broadcast(out).indices();
        BitSet numbers = new BitSet();
        marked.stream().forEach(i -> numbers.set(from[i]));
        return numbers;
    }

    /** The numbers at which the function takes the input: {@code where} has a choice. */
    private static BitSet chosen(NumberFunction function, List<Tensor> in, int input, Shape out, BitSet marked) {
        Buffer first = in.get(0).buffer();
        int[] from = Strides.whole(first.shape()).broadcast(out).indices();
        BitSet taken = new BitSet();
        marked.stream().filter(i -> function.takes(input, first.get(from[i]))).forEach(taken::set);
        return taken;
    }

    private static BitSet pulledBack(Primitive primitive, List<Tensor> in, int input, Tensor out, BitSet marked) {
        double[] ones = new double[out.size()];
        marked.stream().forEach(i -> ones[i] = 1);
        List<Tensor> plain = new ArrayList<>(in);
        plain.replaceAll(tensor -> tensor.concrete());
        Tensor bar = Tensor.of(out.type(), ones);
        Tensor pulled = primitive
                .vjp(plain, List.of(out), Collections.singletonList(bar), i -> i == input)
                .get(input);
        BitSet numbers = new BitSet();
        double[] sums = pulled.cast(DType.FLOAT64).toArray();
        for (int i = 0; i < sums.length; i++) {
            numbers.set(i, sums[i] != 0);
        }
        return numbers;
    }
}
