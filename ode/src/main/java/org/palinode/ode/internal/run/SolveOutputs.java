package org.palinode.ode.internal.run;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The outputs of a recorded solve, null where they were not asked for; or a value for each of them, such as cotangents, null where zero. Nobody
 * else counts their places.
 *
 * @param rows the saved rows [m, n]
 * @param dense the dense values [steps, count, n]
 * @param steps the time and size of each step, which come with the dense values [steps, 2]
 * @param end y and the carry at the end [(1 + carry) n]
 * @param eventTimes the times of events [k]
 * @param eventStates the states at events [k, n]
 */
public record SolveOutputs<T>(T rows, T dense, T steps, T end, T eventTimes, T eventStates) {
    /** The six in their order, null where there is none. */
    public List<T> all() {
        return Arrays.asList(rows, dense, steps, end, eventTimes, eventStates);
    }

    /** The flat list of those that are there. */
    public List<T> list() {
        return all().stream().filter(Objects::nonNull).toList();
    }

    /** The names of a flat list that has the places of {@link #list}. */
    public <U> SolveOutputs<U> named(List<U> flat) {
        Iterator<U> next = flat.iterator();
        return map(output -> next.next());
    }

    /** A value for each of those that are there, in their order. */
    public <U> SolveOutputs<U> map(Function<? super T, ? extends U> function) {
        return new SolveOutputs<>(
                mapped(rows, function),
                mapped(dense, function),
                mapped(steps, function),
                mapped(end, function),
                mapped(eventTimes, function),
                mapped(eventStates, function));
    }

    private static <T, U> U mapped(T value, Function<? super T, ? extends U> function) {
        return value == null ? null : function.apply(value);
    }
}
