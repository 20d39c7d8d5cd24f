package org.palinode.tests.ode.event;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.event.Condition;
import org.palinode.ode.event.Direction;
import org.palinode.ode.event.Event;
import org.palinode.ode.term.ODETerm;

/**
 * A problem whose times fall together: a' = −k a + u(t), where u jumps, and b' = w, with events that look at the time, at b or at a; each
 * that occurs adds to a. All numbers are parameters; what should come out is worked out in {@link CourseByFormula}.
 *
 * @param numbers t0, t1, k, u before and after the jump, w, a0, b0, then (place, dose) of each event, then the saved times
 * @param jump where u jumps, which is no parameter; infinite if nowhere
 * @param endsAt the event that ends the solve; −1 if none does
 * @param rows the number of saved times
 */
record Coincidences(double[] numbers, double jump, List<Watched> events, int endsAt, int rows) {
    /** What an event looks at. */
    enum Kind {
        TIME,
        /** b, which comes to a level at one of the times. */
        LINE,
        /** a, which comes to a level at any time. */
        CURVE,
        /** The square of the time, which only touches zero: never an event. */
        TOUCH
    }

    /** An event and the direction in which it counts. */
    record Watched(Kind kind, Direction direction) {
        static Watched random(RandomGenerator random) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            Direction direction = Direction.values()[random.nextInt(Direction.values().length)];
            return new Watched(kind, random.nextBoolean() ? direction : Direction.BOTH);
        }

        /** @param at the number that says where */
        Event<Tensor, Tensor> event(int at) {
            Event<Tensor, Tensor> event = Event.when(condition(at));
            return switch (direction) {
                case UP -> event.rising();
                case DOWN -> event.falling();
                case BOTH -> event;
            };
        }

        private Condition<Tensor, Tensor> condition(int at) {
            return switch (kind) {
                case TIME -> (t, y, p) -> t.minus(p.get(at));
                case LINE -> (t, y, p) -> y.get(1).minus(p.get(at)).times(3);
                case CURVE -> (t, y, p) -> p.get(at).minus(y.get(0));
                case TOUCH -> (t, y, p) -> t.minus(p.get(at)).square();
            };
        }

        boolean counts(double slope) {
            return direction == Direction.BOTH || slope > 0 == (direction == Direction.UP);
        }
    }

    /** Where (place, dose) of the first event are among the numbers. */
    private static final int FIXED = 8;

    @Override
    public String toString() {
        return "[" + Arrays.toString(numbers) + ", jump at " + jump + ", " + events + ", ends at " + endsAt + "]";
    }

    double direction() {
        return Math.signum(numbers[1] - numbers[0]);
    }

    boolean jumps() {
        return Double.isFinite(jump);
    }

    /** Where the place of an event is among the numbers; its dose is the next one. */
    int place(int event) {
        return FIXED + 2 * event;
    }

    int firstRow() {
        return FIXED + 2 * events.size();
    }

    double[] savedTimes() {
        return Arrays.copyOfRange(numbers, firstRow(), numbers.length);
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
            Event<Tensor, Tensor> event = events.get(i).event(at);
            all[i] = i == endsAt
                    ? event
                    : event.reset((t, y, p) -> Tensor.stack(y.get(0).plus(p.get(at + 1)), y.get(1)));
        }
        return all;
    }

    /** Whether a row, t0 or t1 is at the time of an event, so that it makes a difference on what side of it the event is. */
    boolean rowsTellSides() {
        return IntStream.range(0, events.size())
                .mapToDouble(this::time)
                .anyMatch(time -> DoubleStream.concat(
                                DoubleStream.of(numbers[0], numbers[1]), Arrays.stream(savedTimes()))
                        .anyMatch(t -> Math.abs(t - time) < 1e-9));
    }

    /** When an event was to occur; NaN for one at any time. */
    private double time(int event) {
        double place = numbers[place(event)];
        return switch (events.get(event).kind()) {
            case TIME, TOUCH -> place;
            case LINE -> numbers[0] + (place - numbers[7]) / numbers[5];
            case CURVE -> Double.NaN;
        };
    }

    /** Each event up to two ulps of 1 earlier or later. */
    Coincidences withEventsApart(Random random) {
        double[] moved = numbers.clone();
        for (int event = 0; event < events.size(); event++) {
            moved[place(event)] += (random.nextInt(5) - 2) * Math.ulp(1.0);
        }
        return new Coincidences(moved, jump, events, endsAt, rows);
    }
}
