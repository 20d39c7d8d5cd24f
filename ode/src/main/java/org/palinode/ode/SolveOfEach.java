package org.palinode.ode;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.deferred.DeferredFunction;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The solves of a batch, each by itself.
 *
 * @param one the solve of a member
 * @param inputs their number
 * @param batched those that have a leading axis of members
 * @param size the number of members
 */
record SolveOfEach(SolveRows one, int inputs, BitSet batched, int size) implements SolveRows {
    static SolveOfEach of(SolveRows one, int inputs, IntPredicate isBatched, int size) {
        BitSet batched = new BitSet();
        IntStream.range(0, inputs).filter(isBatched).forEach(batched::set);
        return new SolveOfEach(one, inputs, batched, size);
    }

    @Override
    public List<TensorType> outputs(List<TensorType> types) {
        List<TensorType> member = new ArrayList<>(types);
        batched.stream()
                .forEach(input -> member.set(
                        input, types.get(input).with(types.get(input).shape().without(0))));
        return one.outputs(member).stream()
                .map(type -> type.with(type.shape().insert(0, size)))
                .toList();
    }

    @Override
    public List<PreparedSolve<?>> prepared(List<Tensor> in) {
        List<PreparedSolve<?>> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<Tensor> member = new ArrayList<>(in);
            int index = i;
            batched.stream().forEach(input -> member.set(input, in.get(input).index(0, index)));
            all.addAll(one.prepared(member));
        }
        return all;
    }

    @Override
    public Tensor output(List<Tensor> rows) {
        int each = rows.size() / size;
        return Tensor.stack(
                0,
                IntStream.range(0, size)
                        .mapToObj(i -> one.output(rows.subList(i * each, (i + 1) * each)))
                        .toList());
    }

    @Override
    public DeferredFunction batched(IntPredicate isBatched, int members) {
        return of(this, inputs, isBatched, members);
    }
}
