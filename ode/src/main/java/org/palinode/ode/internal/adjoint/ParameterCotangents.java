package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** The cotangents of those parameters that are wanted, in memory; each pull-back adds to them. */
final class ParameterCotangents {
    private final BitSet wanted;
    private final int count;
    private final List<Buffer> bars = new ArrayList<>();

    /** @param types of all parameters */
    ParameterCotangents(Arena arena, List<TensorType> types, BitSet wanted) {
        this.wanted = wanted;
        count = types.size();
        wanted.stream().forEach(i -> bars.add(arena.allocate(types.get(i))));
    }

    /** The cotangents of the wanted parameters. */
    List<Buffer> bars() {
        return bars;
    }

    void clear() {
        bars.forEach(bar -> bar.fill(0));
    }

    /** Adds cotangents of all parameters to those that are wanted. */
    void add(List<Tensor> more) {
        int next = 0;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            add(bars.get(next++), more.get(i).buffer());
        }
    }

    private static void add(Buffer sum, Buffer more) {
        for (int i = 0; i < sum.size(); i++) {
            sum.set(i, sum.get(i) + more.get(i));
        }
    }

    /** Copies for all parameters; null where not wanted. */
    List<Tensor> copies() {
        List<Tensor> all = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < count; i++) {
            all.add(wanted.get(i) ? Tensor.copyOf(bars.get(next++)) : null);
        }
        return all;
    }

    boolean areFinite() {
        return bars.stream().allMatch(Buffer::isFinite);
    }
}
