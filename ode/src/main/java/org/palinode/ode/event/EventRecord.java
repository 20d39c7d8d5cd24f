package org.palinode.ode.event;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** The events that were asked for, and what occurred, in the order of time. */
public record EventRecord(Events events, List<Firing> firings) {
    public EventRecord {
        firings = List.copyOf(firings);
    }

    /** When: [firings]. */
    public Tensor times() {
        double[] times = firings.stream().mapToDouble(Firing::t).toArray();
        return Tensor.of(Shape.of(times.length), times);
    }

    /** The state at each, before any reset: [firings, n]. */
    public Tensor states(TensorType state) {
        Buffer states = Buffer.allocate(state.with(Shape.of(firings.size(), state.size())));
        for (int i = 0; i < firings.size(); i++) {
            int bytes = (int) state.bytes();
            states.bytes().put(i * bytes, firings.get(i).y().buffer().bytes(), 0, bytes);
        }
        return Tensor.owning(states);
    }

    /** The position of what occurred at the end of {@code step}; −1 if nothing did. */
    public int at(int step) {
        int low = 0;
        int high = firings.size() - 1;
        while (low <= high) {
            int middle = (low + high) / 2;
            int there = firings.get(middle).step();
            if (there == step) {
                return middle;
            }
            low = there < step ? middle + 1 : low;
            high = there < step ? high : middle - 1;
        }
        return -1;
    }

    /** Whether {@code step} ends at the zero of a condition. */
    public boolean isRoot(int step) {
        int place = step < 0 ? -1 : at(step);
        return place >= 0 && firings.get(place).root() >= 0;
    }

    /** How many of the steps before {@code step} end at the zero of a condition. */
    public int rootsBefore(int step) {
        return (int) firings.stream()
                .filter(firing -> firing.root() >= 0 && firing.step() < step)
                .count();
    }
}
