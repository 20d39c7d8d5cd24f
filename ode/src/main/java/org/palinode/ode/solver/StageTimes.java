package org.palinode.ode.solver;

import java.util.function.IntToDoubleFunction;

/**
 * Times between which a step evaluates the field, as fractions of the step: 0 at its start, 1 at its end.
 *
 * @param earliest below 0 where a step looks before its start
 * @param latest above 1 where a step looks beyond its end
 */
public record StageTimes(double earliest, double latest) {
    /** Times inside the step only. */
    public static final StageTimes INSIDE = new StageTimes(0, 1);

    /** The times of the stages of a tableau, and the ends of the step. */
    static StageTimes of(int stages, IntToDoubleFunction c) {
        StageTimes all = INSIDE;
        for (int i = 0; i < stages; i++) {
            all = all.and(new StageTimes(c.applyAsDouble(i), c.applyAsDouble(i)));
        }
        return all;
    }

    /** The times that hold these and others. */
    public StageTimes and(StageTimes other) {
        return new StageTimes(Math.min(earliest, other.earliest), Math.max(latest, other.latest));
    }

    /** The times of the step of −h from the end of a step to its start. */
    public StageTimes back() {
        return new StageTimes(1 - latest, 1 - earliest);
    }

    /** The times of a part of a step that starts at the fraction {@code start} of it. */
    public StageTimes part(double start, double length) {
        return new StageTimes(start + earliest * length, start + latest * length);
    }

    /** True if the field is evaluated outside of the step. */
    public boolean lookOutside() {
        return earliest < 0 || latest > 1;
    }
}
