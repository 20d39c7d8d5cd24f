package org.palinode.ode.event;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.StepGuard;
import org.palinode.ode.integrate.StepRecord;

/**
 * Finds events in accepted steps. Each condition is on one side of zero, −1 or 1, or 0 while that is not known; a boolean one is on side 1
 * where it holds. An event is a change of side. A condition that starts a step at its own zero is on the side to which it moves.
 */
public final class EventGuard implements StepGuard {
    private final Events events;
    private final CompiledStepper stepper;
    private final StepRecord record;
    private final Conditions conditions;
    private final EventLocation location;
    private final int[] sides;
    private final double[] slopes;
    private final int[] counts;
    private final List<Firing> firings = new ArrayList<>();
    private final double direction;
    private double size;

    /**
     * Events of the solve in {@code stepper}, which keeps dense values.
     *
     * @param direction of time, 1 or −1
     */
    public EventGuard(Events events, CompiledStepper stepper, StepRecord record, double direction) {
        this.direction = direction;
        this.events = events;
        this.stepper = stepper;
        this.record = record;
        conditions = Conditions.of(stepper, events);
        sides = new int[events.rules().size()];
        slopes = new double[sides.length];
        counts = new int[sides.length];
        location = new EventLocation(stepper, conditions, sides, slopes, events.checks());
    }

    /** What has occurred so far. */
    public EventRecord record() {
        return new EventRecord(events, firings);
    }

    @Override
    public double size() {
        return size;
    }

    @Override
    public Then begin(double t) {
        conditions.evaluate(t, stepper.y());
        List<Integer> holding = new ArrayList<>();
        for (int event = 0; event < sides.length; event++) {
            boolean ends = isBoolean(event) && events.rules().get(event).limit() == 1;
            if (ends && side(event) > 0) {
                holding.add(event);
            }
        }
        if (!holding.isEmpty()) {
            firings.add(new Firing(-1, t, Tensor.copyOf(stepper.y()), List.of(), holding, -1));
            return Then.END;
        }
        takeSides(t, new boolean[sides.length]);
        return Then.GO_ON;
    }

    @Override
    public Then examine(int index, double t, double h) {
        int checks = events.checks();
        double from = 0;
        for (int check = 1; check <= checks; check++) {
            double to = (double) check / checks;
            conditions.evaluate(t + to * h, check == checks ? stepper.yEnd() : stepper.interpolate(to));
            if (crosses()) {
                int first = first(t, h, from, to);
                double fraction = location.bySteps(first, t, h, from, to);
                if (fraction > 0) {
                    return fire(index, t, fraction * h, first);
                }
                stepper.attempt(t, h); // the solver's own steps do not cross there
                conditions.evaluate(t + to * h, check == checks ? stepper.yEnd() : stepper.interpolate(to));
            }
            passReal();
            from = to;
        }
        return anyBoolean() ? fire(index, t, h, -1) : Then.GO_ON;
    }

    private boolean crosses() {
        for (int event = 0; event < sides.length; event++) {
            if (crosses(event)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a real condition, as last evaluated, has crossed as its event wants it. */
    private boolean crosses(int event) {
        return !isBoolean(event) && events.rules().get(event).direction().counts(sides[event], side(event));
    }

    /** The first of the events that have crossed between two fractions of the step. */
    private int first(double t, double h, double from, double to) {
        int[] crossing = IntStream.range(0, sides.length).filter(this::crosses).toArray();
        int first = crossing[0];
        double earliest = crossing.length == 1 ? 0 : location.byDenseOutput(first, t, h, from, to);
        for (int i = 1; i < crossing.length; i++) {
            double other = location.byDenseOutput(crossing[i], t, h, from, to);
            if (other < earliest) {
                earliest = other;
                first = crossing[i];
            }
        }
        return first;
    }

    private boolean begins(int event) {
        return isBoolean(event) && sides[event] <= 0 && side(event) > 0;
    }

    private boolean anyBoolean() {
        boolean any = false;
        for (int event = 0; event < sides.length; event++) {
            any |= begins(event);
            if (isBoolean(event) && side(event) < 0) {
                sides[event] = -1;
            }
        }
        return any;
    }

    private boolean isBoolean(int event) {
        return events.rules().get(event).isBoolean();
    }

    /** The side of a condition as last evaluated. */
    private int side(int event) {
        double value = conditions.value(event);
        return isBoolean(event) ? (value != 0 ? 1 : -1) : (value > 0 ? 1 : -1);
    }

    /** Real conditions have moved on without an event. */
    private void passReal() {
        for (int event = 0; event < sides.length; event++) {
            if (!isBoolean(event)) {
                sides[event] = side(event);
                slopes[event] = 0;
            }
        }
    }

    /** Notes what has occurred at the end of the step in the stepper, of size {@code h} from t. */
    private Then fire(int index, double t, double h, int root) {
        size = h;
        conditions.evaluate(t + h, stepper.yEnd());
        List<Integer> fired = new ArrayList<>();
        boolean ends = false;
        for (int event = 0; event < sides.length; event++) {
            if (event == root || begins(event) || root >= 0 && crosses(event)) {
                fired.add(event);
                ends |= ++counts[event] >= events.rules().get(event).limit();
            }
        }
        List<Tensor> start = new ArrayList<>();
        for (int i = 0; i <= stepper.programs().states(); i++) {
            start.add(Tensor.copyOf(stepper.vector(stepper.state(), i)));
        }
        firings.add(new Firing(index, t + h, Tensor.copyOf(stepper.yEnd()), start, fired, root));
        return ends ? Then.END : Then.RESET;
    }

    @Override
    public boolean reset(int index, double t) {
        boolean[] atZero = new boolean[sides.length];
        double[] before = new double[sides.length];
        List<Integer> fired = firings.get(firings.size() - 1).events();
        for (int event : fired) {
            before[event] = Math.abs(conditions.value(event));
            events.rules().get(event).reset().ifPresent(reset -> record.reset(index, reset));
        }
        record.applyResets(index, t, stepper);
        conditions.evaluate(t, stepper.y());
        for (int event : fired) {
            atZero[event] = Math.abs(conditions.value(event)) <= 2 * before[event];
        }
        takeSides(t, atZero);
        return !record.resets(index).isEmpty();
    }

    /** Where the conditions are at the start of a step; those at their zero are where they move to. */
    private void takeSides(double t, boolean[] atZero) {
        double[] motion = null;
        for (int event = 0; event < sides.length; event++) {
            sides[event] = side(event);
            slopes[event] = 0;
            if (!isBoolean(event) && (atZero[event] || conditions.value(event) == 0)) {
                motion = motion == null ? conditions.slopes(t, stepper.y()) : motion;
                slopes[event] = motion[event];
                sides[event] = (int) Math.signum(direction * motion[event]);
            }
        }
    }
}
