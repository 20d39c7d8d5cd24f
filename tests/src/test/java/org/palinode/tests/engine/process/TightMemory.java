package org.palinode.tests.engine.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Calls in a process of 64 MiB, whose plans and results do not all have room side by side. Prints a number of each result. */
final class TightMemory {
    private static final int MEBIBYTE = 1 << 17;
    private static final Function<Tensor, Tensor> COMPILED =
            Autodiff.compile((Tensor x) -> x.times(2).plus(1));

    private TightMemory() {}

    public static void main(String[] args) {
        keptResultsBesideIdlePlans();
        resultsOfEveryLength();
    }

    /** Plans of 24 MiB, results of 12: two plans and two results have no room. */
    private static void keptResultsBesideIdlePlans() {
        List<Tensor> kept = new ArrayList<>();
        for (int call = 0; call < 3; call++) {
            kept.add(call(12 * MEBIBYTE + call % 2, call));
        }
        print(kept);
    }

    /** Garbage of 2 MiB each, no two of one length. */
    private static void resultsOfEveryLength() {
        Deque<Tensor> kept = new ArrayDeque<>();
        for (int call = 0; call < 40; call++) {
            kept.add(call(2 * MEBIBYTE + call, call));
            if (kept.size() > 3) {
                kept.remove();
            }
        }
        print(kept);
    }

    private static Tensor call(int size, double value) {
        return COMPILED.apply(Tensor.full(TensorType.float64(size), value));
    }

    private static void print(Iterable<Tensor> results) {
        for (Tensor result : results) {
            System.out.println(result.buffer().get(0) + result.buffer().get(result.size() - 1));
        }
    }
}
