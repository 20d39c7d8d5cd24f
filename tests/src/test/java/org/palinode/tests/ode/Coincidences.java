package org.palinode.tests.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.event.Condition;
import org.palinode.ode.event.Direction;
import org.palinode.ode.event.Event;
import org.palinode.ode.term.ODETerm;

/**
 * A random problem whose times fall together: a' = −k a + u(t), where u jumps, and b' = w, with events at given times, where b comes to a
 * level, and where a does, in one direction or either, and with conditions that only touch zero; each that occurs adds to a. Its times are drawn from one small set. All numbers are parameters; what should come out, and
 * how it moves with each of them, is worked out by formula ({@link #expected}).
 *
 * @param numbers t0, t1, k, u before and after the jump, w, a0, b0, then (place, dose) of each event, then the saved times
 * @param jump where u jumps, which is no parameter
 */
record Coincidences(double[] numbers, double jump, List<Watched> events, int endsAt, int rows) {
    /** What an event looks at: the time, b or a; or the time, of which it sees the square. */
    enum Kind {
        TIME,
        LINE,
        CURVE,
        TOUCH
    }

    /** An event and the direction in which it counts. */
    record Watched(Kind kind, Direction direction) {
        static Watched random(RandomGenerator random) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            Direction direction = Direction.values()[random.nextInt(Direction.values().length)];
            return new Watched(kind, random.nextBoolean() ? direction : Direction.BOTH);
        }

        Event<Tensor, Tensor> when(Condition<Tensor, Tensor> condition) {
            Event<Tensor, Tensor> event = Event.when(condition);
            return switch (direction) {
                case UP -> event.rising();
                case DOWN -> event.falling();
                case BOTH -> event;
            };
        }

        boolean counts(double slope) {
            return direction == Direction.BOTH || slope > 0 == (direction == Direction.UP);
        }
    }

    /** All times of a problem are of these. */
    private static final double[] TIMES = {0, 0.25, 0.3, 0.5, 0.6, 0.75, 1};

    private static final int FIXED = 8;

    /** Times that are one but for rounding. */
    private static final double ONE = 1e-9;

    /** @param shift moves every time by so many ulps */
    static Coincidences random(RandomGenerator random, boolean jumps, int shift) {
        double[] times = new double[TIMES.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = TIMES[i] + shift * Math.ulp(TIMES[i] + 0.25);
        }
        int first = random.nextInt(times.length);
        int last = (first + 1 + random.nextInt(times.length - 1)) % times.length;
        double t0 = times[first];
        double t1 = times[last];
        double k = random.nextDouble(0.5, 1.5);
        double u = random.nextDouble(-1, 1);
        double w = random.nextDouble(0.5, 2) * (random.nextBoolean() ? 1 : -1);
        double a0 = random.nextDouble(2, 3);
        double b0 = random.nextDouble(-1, 1);
        List<Double> all = new ArrayList<>(List.of(t0, t1, k, u, jumps ? random.nextDouble(-1, 1) : u, w, a0, b0));
        List<Watched> events = new ArrayList<>();
        List<Double> lines = new ArrayList<>(); // b is there but for rounding, which would say on what side a row is
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Watched event = Watched.random(random);
            double time = times[random.nextInt(times.length)];
            events.add(event);
            if (event.kind() == Kind.LINE) {
                lines.add(time);
            }
            all.add(
                    switch (event.kind()) {
                        case TIME, TOUCH -> time;
                        case LINE -> b0 + w * (time - t0);
                        case CURVE -> random.nextDouble(1, 2);
                    });
            all.add(event.kind() == Kind.CURVE ? 0 : random.nextDouble(0.2, 0.9));
        }
        int rows = 1 + random.nextInt(3);
        double direction = Math.signum(t1 - t0);
        double[] saved = random.ints(rows, 0, times.length)
                .mapToDouble(i -> times[i])
                .filter(t -> direction * (t - t0) >= 0 && direction * (t1 - t) >= 0 && !lines.contains(t))
                .map(t -> direction * t)
                .sorted()
                .map(t -> direction * t)
                .toArray();
        for (double t : saved) {
            all.add(t);
        }
        int ends = random.nextInt(4) == 0 ? random.nextInt(count) : -1;
        double jump = jumps ? times[random.nextInt(times.length)] : direction * Double.POSITIVE_INFINITY;
        double[] numbers = all.stream().mapToDouble(Double::doubleValue).toArray();
        return new Coincidences(numbers, jump, List.copyOf(events), ends, saved.length);
    }

    @Override
    public String toString() {
        return "[" + Arrays.toString(numbers) + ", jump at " + jump + ", " + events + ", ends at " + endsAt + "]";
    }

    double direction() {
        return Math.signum(numbers[1] - numbers[0]);
    }

    private int place(int event) {
        return FIXED + 2 * event;
    }

    int firstRow() {
        return FIXED + 2 * events.size();
    }

    ODETerm<Tensor, Tensor> term() {
        Tensor before = Tensor.scalar(direction());
        return new ODETerm<>((t, y, p) -> {
            Tensor passed = t.minus(jump).times(before);
            Tensor after = jump == numbers[0] ? passed.greaterEqual(0) : passed.greater(0);
            Tensor u = Tensor.where(after, p.get(4), p.get(3));
            return Tensor.stack(u.minus(y.get(0).times(p.get(2))), p.get(5));
        });
    }

    /** The events as a solve takes them. */
    Event<?, ?>[] watched() {
        Event<?, ?>[] all = new Event<?, ?>[events.size()];
        for (int i = 0; i < all.length; i++) {
            int at = place(i);
            Event<Tensor, Tensor> event = events.get(i)
                    .when(
                            switch (events.get(i).kind()) {
                                case TIME -> (t, y, p) -> t.minus(p.get(at));
                                case LINE ->
                                    (t, y, p) -> y.get(1).minus(p.get(at)).times(3);
                                case CURVE -> (t, y, p) -> p.get(at).minus(y.get(0));
                                case TOUCH -> (t, y, p) -> t.minus(p.get(at)).square();
                            });
            all[i] = i == endsAt
                    ? event
                    : event.reset((t, y, p) -> Tensor.stack(y.get(0).plus(p.get(at + 1)), y.get(1)));
        }
        return all;
    }

    /**
     * What should come of it.
     *
     * @param rows the saved states, a and b in turn, the last at the end
     * @param events which occurred
     * @param times when
     * @param states and a and b there
     * @param orderMatters whether something else occurred where the solve ended
     */
    record Expected(List<Dual> rows, List<Integer> events, List<Dual> times, List<Dual> states, boolean orderMatters) {}

    Expected expected() {
        return new Course().run();
    }

    /** The solution from event to event, by its formula. */
    private final class Course {
        private final Dual[] p = new Dual[numbers.length];
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

        Course() {
            for (int i = 0; i < p.length; i++) {
                p[i] = Dual.variable(numbers[i], i, p.length);
            }
            now = p[0];
            a = p[6];
            b = p[7];
            nextRow = firstRow();
            jumped = isReached(Dual.constant(jump, p.length), now);
        }

        private boolean isReached(Dual time, Dual at) {
            return direction() * (at.value() - time.value()) >= -ONE;
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
            Dual place = p[place(event)];
            Dual time = switch (events.get(event).kind()) {
                case TIME -> place;
                case LINE -> now.plus(place.minus(b).dividedBy(p[5]));
                case CURVE -> curveTime(place);
                case TOUCH -> null;
            };
            boolean later = time != null && direction() * (time.value() - now.value()) > ONE;
            return later && events.get(event).counts(slope(event)) ? time : null;
        }

        /** In which direction a condition crosses next, as the solve goes on. */
        private double slope(int event) {
            return switch (events.get(event).kind()) {
                case TIME, TOUCH -> direction();
                case LINE -> direction() * p[5].value();
                case CURVE -> a.value() - p[place(event)].value();
            };
        }

        private Dual curveTime(Dual level) {
            Dual rest = u().dividedBy(p[2]);
            Dual share = level.minus(rest).dividedBy(a.minus(rest));
            return share.value() <= 0 ? null : now.minus(share.log().dividedBy(p[2]));
        }

        Expected run() {
            while (true) {
                Dual next = p[1];
                boolean isEvent = false;
                for (int event = 0; event < events.size(); event++) {
                    Dual time = time(event);
                    if (time != null && isReached(time, next)) {
                        isEvent = true;
                        next = direction() * (next.value() - time.value()) > ONE ? time : next;
                    }
                }
                Dual jumpTime = Dual.constant(jump, p.length);
                if (!jumped && direction() * (next.value() - jump) > ONE) {
                    saveUpTo(jumpTime);
                    goTo(jumpTime);
                    jumped = true;
                    continue;
                }
                saveUpTo(next);
                if (!isEvent || isOverAt(next)) {
                    boolean ended = !occurred.isEmpty() && occurred.contains(endsAt);
                    rows.addAll(List.of(at(ended ? times.get(occurred.indexOf(endsAt)) : p[1])));
                    return new Expected(rows, occurred, times, states, orderMatters);
                }
            }
        }

        /** Lets all events at one time occur; true if the solve ends there. */
        private boolean isOverAt(Dual next) {
            List<Integer> here = new ArrayList<>();
            int first = times.size();
            for (int event = 0; event < events.size(); event++) {
                Dual time = time(event);
                if (time != null && Math.abs(time.value() - next.value()) <= ONE) {
                    here.add(event);
                    times.add(time);
                    states.addAll(List.of(at(time)));
                }
            }
            occurred.addAll(here);
            orderMatters = here.contains(endsAt)
                    && here.stream().anyMatch(event -> event != endsAt && numbers[place(event) + 1] != 0);
            if (here.contains(endsAt) || here.isEmpty() || isReached(p[1], next)) {
                return true;
            }
            for (int i = 0; i < here.size(); i++) {
                goTo(times.get(first + i));
                a = a.plus(p[place(here.get(i)) + 1]);
            }
            Dual jumpTime = Dual.constant(jump, p.length);
            if (!jumped && Math.abs(jump - next.value()) <= ONE) {
                goTo(jumpTime);
                jumped = true;
            }
            return false;
        }

        /** Saves the rows whose times are reached, those at {@code limit} included: before what happens there. */
        private void saveUpTo(Dual limit) {
            while (nextRow < numbers.length && isReached(p[nextRow], limit)) {
                rows.addAll(List.of(at(p[nextRow++])));
            }
        }
    }
}
