package org.palinode.tests.autodiff.loop;

import static org.palinode.autodiff.Autodiff.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * A symplectic map with forcing x, coupled by a matrix that the step closes over, and which can be taken back: a kick p += h tanh(Wq + x), a
 * drift q += h p. It counts its steps, too, and has a part that is the same in each.
 *
 * @param xs the forcing [steps, n], as a tree
 * @param w the matrix [n, n]
 */
record Forced(State start, List<Tensor> xs, Tensor w) {
    private static final double H = 0.1;

    /** Position [n] and momentum [n], the number of steps so far [], and a scale [1] of the outputs. */
    record State(Tensor q, Tensor p, Tensor count, Tensor scale) {}

    static Forced random(DType dtype, int steps, int n) {
        RandomKey key = RandomKey.of(7);
        Forced forced = new Forced(
                new State(key.fold(1).normal(n), key.fold(2).normal(n), Tensor.scalar(3), Tensor.of(0.7)),
                List.of(key.fold(3).normal(steps, n)),
                key.fold(4).normal(n, n).times(0.5));
        return Tree.map(tensor -> tensor.cast(dtype).concrete(), forced);
    }

    /** Random directions of its structure and types. */
    Forced direction(int seed) {
        int[] next = {seed};
        return Tree.map(tensor -> RandomKey.of(next[0]++).normal(tensor.type()), this);
    }

    private static Scanned<State, Map<String, Tensor>> step(Tensor w, State state, List<Tensor> x) {
        Tensor p = state.p().plus(kick(w, state.q(), x));
        Tensor q = state.q().plus(p.times(H));
        Map<String, Tensor> output = new LinkedHashMap<>();
        output.put("q before", state.q());
        output.put("energy", p.square().sum().times(0.5).plus(q.square().mean()));
        output.put("scaled", state.scale().times(p).plus(x.get(0)));
        output.put("at", state.count());
        return new Scanned<>(new State(q, p, state.count().plus(1), state.scale()), output);
    }

    private static Tensor kick(Tensor w, Tensor q, List<Tensor> x) {
        return w.matmul(q).plus(x.get(0)).tanh().times(H);
    }

    private static State back(Tensor w, State after, List<Tensor> x) {
        Tensor q = after.q().minus(after.p().times(H));
        return new State(q, after.p().minus(kick(w, q, x)), after.count().minus(1), after.scale());
    }

    /** The loop as one primitive. */
    Scanned<State, Map<String, Tensor>> scanned(ScanMemory<State, List<Tensor>> memory) {
        return scan((state, x) -> step(w, state, x), start, xs, memory);
    }

    /** The loop as one primitive that can be taken back. */
    Scanned<State, Map<String, Tensor>> inverted() {
        return scanned(ScanMemory.inverse((state, x) -> back(w, state, x)));
    }

    /** The loop in Java. */
    Scanned<State, Map<String, Tensor>> unrolled() {
        State state = start;
        Map<String, List<Tensor>> rows = new LinkedHashMap<>();
        for (int i = 0; i < xs.get(0).shape().dim(0); i++) {
            var next = step(w, state, List.of(xs.get(0).index(0, i)));
            next.output()
                    .forEach((name, row) -> rows.computeIfAbsent(name, unused -> new ArrayList<>())
                            .add(row));
            state = next.carry();
        }
        Map<String, Tensor> output = new LinkedHashMap<>();
        rows.forEach((name, row) -> output.put(name, Tensor.stack(0, row)));
        return new Scanned<>(state, output);
    }

    /** A number that depends on all of what a loop returns. */
    static Tensor loss(Scanned<State, Map<String, Tensor>> loop) {
        Tensor loss =
                loop.carry().q().square().sum().plus(loop.carry().p().sin().sum());
        loss = loss.plus(loop.carry().count().times(0.5).sum())
                .plus(loop.carry().scale().square().sum());
        for (Tensor output : loop.output().values()) {
            loss = loss.plus(output.cos().mean());
        }
        return loss;
    }
}
