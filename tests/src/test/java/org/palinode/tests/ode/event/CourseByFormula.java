package org.palinode.tests.ode.event;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The solution of {@link Coincidences} from event to event, by its formula, and how it moves with each of the numbers. */
final class CourseByFormula {
    /** Times that are one but for rounding. */
    private static final double ONE = 1e-9;

    private final Coincidences problem;
    private final Dual[] p;
    private final List<Dual> rows = new ArrayList<>();
    private final List<Integer> occurred = new ArrayList<>();
    private final List<Dual> times = new ArrayList<>();
    private final List<Dual> states = new ArrayList<>();
    private boolean orderMatters;
    private Dual now;
    private Dual a;
    private Dual b;
    private boolean jumped;
    private int nextRow;

    /**
     * What should come of a problem.
     *
     * @param rows the saved states, a and b in turn, the last at the end
     * @param events which occurred
     * @param times when
     * @param states a and b there
     * @param orderMatters whether something else occurred where the solve ended
     */
    record Expected(List<Dual> rows, List<Integer> events, List<Dual> times, List<Dual> states, boolean orderMatters) {
        /** All numbers of it, one after another. */
        List<Dual> all() {
            return Stream.of(rows, times, states).flatMap(List::stream).toList();
        }
    }

    private CourseByFormula(Coincidences problem) {
        this.problem = problem;
        double[] numbers = problem.numbers();
        p = IntStream.range(0, numbers.length)
                .mapToObj(i -> Dual.variable(numbers[i], i, numbers.length))
                .toArray(Dual[]::new);
        now = p[0];
        a = p[6];
        b = p[7];
        nextRow = problem.firstRow();
        jumped = isReached(jump(), now);
    }

    static Expected of(Coincidences problem) {
        return new CourseByFormula(problem).run();
    }

    private boolean isReached(Dual time, Dual at) {
        return problem.direction() * (at.value() - time.value()) >= -ONE;
    }

    private Dual u() {
        return jumped ? p[4] : p[3];
    }

    /** State at a time near enough that nothing happens on the way. */
    private Dual[] at(Dual time) {
        Dual passed = time.minus(now);
        Dual rest = u().dividedBy(p[2]);
        Dual later = a.minus(rest).times(p[2].times(passed).times(-1).exp()).plus(rest);
        return new Dual[] {later, b.plus(p[5].times(passed))};
    }

    private void goTo(Dual time) {
        Dual[] there = at(time);
        now = time;
        a = there[0];
        b = there[1];
    }

    /** When an event occurs next if nothing else does before; null if it does not. */
    private Dual time(int event) {
        Dual place = p[problem.place(event)];
        Dual time = switch (problem.events().get(event).kind()) {
            case TIME -> place;
            case LINE -> now.plus(place.minus(b).dividedBy(p[5]));
            case CURVE -> curveTime(place);
            case TOUCH -> null;
        };
        boolean later = time != null && problem.direction() * (time.value() - now.value()) > ONE;
        return later && problem.events().get(event).counts(slope(event)) ? time : null;
    }

    /** In which direction a condition crosses next, as the solve goes on. */
    private double slope(int event) {
        return switch (problem.events().get(event).kind()) {
            case TIME, TOUCH -> problem.direction();
            case LINE -> problem.direction() * p[5].value();
            case CURVE -> a.value() - p[problem.place(event)].value();
        };
    }

    private Dual curveTime(Dual level) {
        Dual rest = u().dividedBy(p[2]);
        Dual share = level.minus(rest).dividedBy(a.minus(rest));
        return share.value() <= 0 ? null : now.minus(share.log().dividedBy(p[2]));
    }

    private Expected run() {
        while (true) {
            Dual next = next();
            if (!jumped && problem.direction() * (next.value() - problem.jump()) > ONE) {
                saveUpTo(jump());
                passJump();
                continue;
            }
            saveUpTo(next);
            List<Integer> here = at(next.value());
            if (here.isEmpty() || isOver(here, next)) {
                int ending = occurred.indexOf(problem.endsAt());
                rows.addAll(List.of(at(ending < 0 ? p[1] : times.get(ending))));
                return new Expected(rows, occurred, times, states, orderMatters);
            }
        }
    }

    /** When the next event occurs; t1 if there is none before. */
    private Dual next() {
        Dual next = p[1];
        for (int event = 0; event < problem.events().size(); event++) {
            Dual time = time(event);
            next = time != null && problem.direction() * (next.value() - time.value()) > ONE ? time : next;
        }
        return next;
    }

    /** The events that occur at a time, in order. */
    private List<Integer> at(double next) {
        return IntStream.range(0, problem.events().size())
                .filter(event -> time(event) != null && Math.abs(time(event).value() - next) <= ONE)
                .boxed()
                .toList();
    }

    /** Lets all events at one time occur; true if the solve ends there. */
    private boolean isOver(List<Integer> here, Dual next) {
        List<Dual> theirs = here.stream().map(this::time).toList();
        occurred.addAll(here);
        times.addAll(theirs);
        theirs.forEach(time -> states.addAll(List.of(at(time))));
        boolean ends = here.contains(problem.endsAt());
        orderMatters = ends
                && here.stream()
                        .anyMatch(event ->
                                event != problem.endsAt() && dose(event).value() != 0);
        if (ends || isReached(p[1], next)) {
            return true;
        }
        for (int i = 0; i < here.size(); i++) {
            goTo(theirs.get(i));
            a = a.plus(dose(here.get(i)));
        }
        if (!jumped && Math.abs(problem.jump() - next.value()) <= ONE) {
            passJump();
        }
        return false;
    }

    private Dual dose(int event) {
        return p[problem.place(event) + 1];
    }

    private void passJump() {
        goTo(jump());
        jumped = true;
    }

    private Dual jump() {
        return Dual.constant(problem.jump(), p.length);
    }

    /** Saves the rows whose times are reached, those at {@code limit} included: before what happens there. */
    private void saveUpTo(Dual limit) {
        while (nextRow < p.length && isReached(p[nextRow], limit)) {
            rows.addAll(List.of(at(p[nextRow++])));
        }
    }
}
