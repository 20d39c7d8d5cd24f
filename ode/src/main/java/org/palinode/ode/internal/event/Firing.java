package org.palinode.ode.internal.event;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.step.Parts;

/**
 * Events at one time, at the end of a step.
 *
 * @param step the step that ends there; −1 if it is the start of the solve
 * @param t when
 * @param y the state there, before any reset [n]
 * @param start y and the carry with which that step began; none where nothing was stepped
 * @param first the number of the first occurrence, counted through all firings of the solve
 * @param occurrences which, in the order in which their resets are applied
 * @param mover the place among them of that with whose time the end of the step moves; −1 if it moves with none
 * @param cutsStep whether the step was to end later
 */
public record Firing(
        int step,
        double t,
        Tensor y,
        Parts<Tensor> start,
        int first,
        List<Occurrence> occurrences,
        int mover,
        boolean cutsStep) {
    public Firing {
        occurrences = List.copyOf(occurrences);
    }

    /**
     * Occurrence of one event at this time.
     *
     * @param event its place among the events of the solve
     * @param ends whether it ends the solve
     */
    public record Occurrence(int event, Zero zero, boolean ends) {
        /** True if its time is the zero of a condition. */
        public boolean isRoot() {
            return zero != Zero.NONE;
        }
    }

    /** True if the time of any of them is the zero of a condition. */
    public boolean isRoot() {
        return mover >= 0;
    }

    /** True if any of them ends the solve. */
    public boolean ends() {
        return occurrences.stream().anyMatch(Occurrence::ends);
    }

    /** The first event whose reset makes another state of y; empty if all leave it as it is. */
    public OptionalInt changes(Events events, List<Tensor> parameters) {
        List<Tensor> in = FieldInputs.of(Tensor.scalar(t), y, parameters);
        return occurrences.stream()
                .mapToInt(Occurrence::event)
                .filter(event -> events.rules().get(event).reset().stream()
                        .anyMatch(reset ->
                                !Arrays.equals(new Call(reset).apply(in).get(0).toArray(), y.toArray())))
                .findFirst();
    }

    /** The place of the last whose time is the zero of a condition; −1 if there is none. */
    public int lastRoot() {
        int last = -1;
        for (int i = 0; i < occurrences.size(); i++) {
            last = occurrences.get(i).isRoot() ? i : last;
        }
        return last;
    }
}
