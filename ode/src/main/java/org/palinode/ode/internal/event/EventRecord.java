package org.palinode.ode.internal.event;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The events that were asked for, and what occurred, in the order of time.
 *
 * @param trouble why the solve could not continue, if events were the reason
 */
public record EventRecord(Events events, List<Firing> firings, Optional<Trouble> trouble) {
    public EventRecord {
        firings = List.copyOf(firings);
    }

    /** The time of each occurrence [occurrences]. */
    public Tensor times() {
        double[] times = firings.stream()
                .flatMapToDouble(firing -> firing.occurrences().stream().mapToDouble(occurrence -> firing.t()))
                .toArray();
        return Tensor.of(Shape.of(times.length), times);
    }

    /** The state at each occurrence, before any reset: [occurrences, n]. */
    public Tensor states(TensorType state) {
        List<Buffer> rows = firings.stream()
                .flatMap(firing -> firing.occurrences().stream()
                        .map(occurrence -> firing.y().buffer()))
                .toList();
        Buffer states = Buffer.allocate(state.with(Shape.of(rows.size(), state.size())));
        int bytes = (int) state.bytes();
        for (int i = 0; i < rows.size(); i++) {
            states.bytes().put(i * bytes, rows.get(i).bytes(), 0, bytes);
        }
        return Tensor.owning(states);
    }

    /** The events at the end of {@code step}, or at t0 for the step −1. */
    public Optional<Firing> at(int step) {
        int low = 0;
        int high = firings.size() - 1;
        while (low <= high) {
            int middle = (low + high) / 2;
            int there = firings.get(middle).step();
            if (there == step) {
                return Optional.of(firings.get(middle));
            }
            low = there < step ? middle + 1 : low;
            high = there < step ? high : middle - 1;
        }
        return Optional.empty();
    }

    /** True if {@code step} ends at the zero of a condition. */
    boolean isRoot(int step) {
        return at(step).filter(Firing::isRoot).isPresent();
    }

    /** The number of steps before {@code step} that were cut short by an event. */
    public int cutsBefore(int step) {
        return (int) firings.stream()
                .filter(firing -> firing.cutsStep() && firing.step() < step)
                .count();
    }
}
