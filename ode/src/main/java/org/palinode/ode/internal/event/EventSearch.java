package org.palinode.ode.internal.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the first event in a step: which of the conditions that look crossed really are, where, and which others cross with it. */
final class EventSearch {
    /** Part of a step before its end in which a zero may be at the end for all that rounding tells. */
    private static final double CLOSE = 0x1p-20;

    private final WatchedStep step;
    private final Watch[] watches;
    private final Looks looks;
    private final EventLocation location;

    EventSearch(WatchedStep step, Watch[] watches, Looks looks, int checks) {
        this.step = step;
        this.watches = watches;
        this.looks = looks;
        location = new EventLocation(step, watches, checks);
    }

    /**
     * Finding between two looks.
     *
     * @param root the event whose zero ends the step; −1 if nothing occurs
     * @param at the conditions there; null if nothing occurs
     * @param pilingUp an event that would occur again before it could be told from its own zero; −1 if there is none
     */
    record Found(int root, Approach at, int pilingUp) {
        static final Found NOTHING = new Found(-1, null, -1);

        boolean isEvent() {
            return root >= 0;
        }
    }

    /** The first of the given events, which look crossed between two fractions of the step; its step is left in the stepper. */
    Found first(List<Integer> crossing, double from, double to) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> candidates = crossing;
        Found first = Found.NOTHING;
        while (!candidates.isEmpty()) {
            int event = earliest(candidates, from, to);
            Found found = located(event, from, first.isEvent() ? first.at().size() / step.h() : to);
            if (found.pilingUp() >= 0) {
                return found;
            }
            seen.add(event);
            if (found.isEvent()) {
                first = found;
                candidates = crossedBefore(found);
            }
            candidates = without(seen, candidates);
        }
        return first.isEvent() ? exact(first, from) : first;
    }

    /** The same event where those at one time with it occur that are known to the bit. */
    private Found exact(Found found, double from) {
        double to = Math.min(1, found.at().size() / step.h() + CLOSE);
        for (int event = 0; event < watches.length; event++) {
            if (event != found.root()
                    && found.at().ofTime()[event]
                    && found.at().isNearZero(event)
                    && found.at().sign(event) != Sign.ZERO
                    && watches[event].tells(found.at().values()[event])) {
                step.take(to * step.h());
                Found other = watches[event].isCrossedBy(step.sign(event)) ? located(event, from, to) : Found.NOTHING;
                if (other.isEvent()) {
                    return other;
                }
            }
        }
        step.take(found.at().size());
        return found;
    }

    /** The condition that is zero at the end of the step for all that rounding tells, and crosses there, where none has crossed before. */
    Found atEnd() {
        for (int event = 0; event < watches.length; event++) {
            if (looks.isSmall(event)) {
                Approach end = step.approach(step.h(), watches);
                if (end.isAsGoodAsZero(event) && looks.crossesAt(event, 1)) {
                    step.take(step.h());
                    return new Found(event, end, -1);
                }
            }
        }
        return Found.NOTHING;
    }

    private static List<Integer> without(Set<Integer> some, List<Integer> all) {
        return all.stream().filter(event -> !some.contains(event)).collect(Collectors.toList());
    }

    private int earliest(List<Integer> candidates, double from, double to) {
        int first = candidates.get(0);
        double earliest = candidates.size() == 1 ? 0 : location.byDenseOutput(first, from, to);
        for (int event : candidates.subList(1, candidates.size())) {
            double other = location.byDenseOutput(event, from, to);
            if (other < earliest) {
                earliest = other;
                first = event;
            }
        }
        return first;
    }

    /** The crossing of the solver's own steps; nothing for a graze, a pole, and a return within rounding. */
    private Found located(int event, double from, double to) {
        OptionalDouble size = location.bySteps(event, from, to);
        if (size.isEmpty()) {
            return Found.NOTHING;
        }
        Watch watch = watches[event];
        if (size.getAsDouble() == 0 && watch.comesAgain()) {
            return new Found(-1, null, event);
        }
        Approach approach = size.getAsDouble() == 0 ? null : step.approach(size.getAsDouble(), watches);
        if (approach == null || approach.zeros()[event] == Zero.POLE) {
            step.take(to * step.h());
            watch.standsOn(step.sign(event));
            return Found.NOTHING;
        }
        boolean nearEnd = Math.abs(approach.size()) > (1 - CLOSE) * Math.abs(step.h());
        Approach end = nearEnd ? step.approach(step.h(), watches) : approach;
        return new Found(event, end.isAsGoodAsZero(event) ? end : approach, -1);
    }

    /** The conditions that have crossed at an event by more than rounding: they come earlier. */
    private List<Integer> crossedBefore(Found found) {
        Approach at = found.at();
        return IntStream.range(0, watches.length)
                .filter(event -> watches[event].tells(at.values()[event]) && !at.isNearZero(event))
                .filter(event -> watches[event].isCrossedBy(at.sign(event)))
                .boxed()
                .toList();
    }

    /** All real events that occur with the one found, in order. Conditions that only come near are looked at a little further. */
    List<Integer> together(Found found) {
        List<Integer> all = new ArrayList<>();
        for (int event = 0; event < watches.length; event++) {
            if (event == found.root() || occursAlso(event, found.at())) {
                all.add(event);
            }
        }
        step.take(found.at().size());
        return all;
    }

    private boolean occursAlso(int event, Approach at) {
        Watch watch = watches[event];
        double share = at.size() / step.h();
        boolean told = watch.tells(at.values()[event]) || location.hasLeft(event, share);
        if (!told || at.zeros()[event] == Zero.POLE) {
            return false;
        }
        if (at.sign(event) != Sign.ZERO && watch.isCrossedBy(at.sign(event))) {
            return true;
        }
        boolean isZero = at.sign(event) == Sign.ZERO || at.isAsGoodAsZero(event);
        return isZero && looks.crossesAt(event, share);
    }
}
