package org.palinode.ode.internal.event;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The looks at a step, one after another, and what they tell of each condition. */
final class Looks {
    /** A condition so much smaller than at the look before may be at its zero for all that rounding tells. */
    private static final double SMALL = 0x1p-20;

    private final WatchedStep step;
    private final Watch[] watches;
    private final Sign[] seen;
    private final boolean[] movesOn;
    private final double[] values;
    private final double[] before;

    Looks(WatchedStep step, Watch[] watches) {
        this.step = step;
        this.watches = watches;
        seen = new Sign[watches.length];
        movesOn = new boolean[watches.length];
        values = new double[watches.length];
        before = new double[watches.length];
    }

    /**
     * Looks after {@code to} of the step. Where conditions are no numbers there, looks by the solver's own steps, which may stay in a domain
     * that dense output leaves; and where that does not help, at the first place where one crosses, or where the first is no number.
     *
     * @param from the last look
     * @return where it looked, as a fraction of the step
     */
    double look(double from, double to) {
        step.look(to);
        if (step.areNumbers()) {
            return to;
        }
        step.take(to * step.h());
        double low = from;
        double high = to;
        double middle = low + (high - low) / 2;
        while (!step.areNumbers() && low < middle && middle < high) {
            step.take(middle * step.h());
            if (step.areNumbers() && !isCrossed()) {
                low = middle;
                step.take(high * step.h());
            } else {
                high = middle;
            }
            middle = low + (high - low) / 2;
        }
        return high;
    }

    private boolean isCrossed() {
        return IntStream.range(0, watches.length).anyMatch(event -> watches[event].isCrossedBy(told(event)));
    }

    /** The sign of a condition as last evaluated; the side on which it was where the value cannot be told from the zero that it leaves. */
    private Sign told(int event) {
        return watches[event].tells(step.value(event)) ? step.sign(event) : watches[event].side();
    }

    /** The sign of a condition at the last look. */
    Sign seen(int event) {
        return seen[event];
    }

    /** The real events that have crossed at a look after {@code to} of the step. */
    List<Integer> crossed(double to) {
        boolean any = false;
        for (int event = 0; event < watches.length; event++) {
            Watch watch = watches[event];
            before[event] = values[event];
            values[event] = step.value(event);
            seen[event] = watch.isBoolean() ? step.sign(event) : told(event);
            boolean crosses = watch.isCrossedBy(seen[event]);
            movesOn[event] = !crosses && !watch.isBoolean() && watch.tells(values[event]);
            any |= crosses;
        }
        return any ? withoutTouches(to) : List.of();
    }

    /** Nothing occurs before the last look: conditions that have not crossed by then are where they were seen. */
    void moveOn() {
        for (int event = 0; event < watches.length; event++) {
            if (movesOn[event]) {
                watches[event].standsOn(seen[event]);
            }
        }
    }

    private List<Integer> withoutTouches(double to) {
        List<Integer> crossed = new ArrayList<>();
        for (int event = 0; event < watches.length; event++) {
            Watch watch = watches[event];
            if (watch.isCrossedBy(seen[event])) {
                if (seen[event] != Sign.ZERO || crossesAt(event, to)) {
                    crossed.add(event);
                } else {
                    watch.leaves(watch.side(), 0);
                }
            }
        }
        return crossed;
    }

    /** True if a condition that is zero after a fraction of the step does not turn back there. */
    boolean crossesAt(int event, double fraction) {
        step.lookBeyond(fraction);
        return watches[event].isCrossedBy(step.sign(event));
    }

    /** True if a condition that has not crossed at the last look may be at its zero there. */
    boolean isSmall(int event) {
        return Math.abs(values[event]) <= SMALL * Math.abs(before[event]) && watches[event].isCrossedBy(Sign.ZERO);
    }
}
