package org.palinode.ode.internal.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.event.EventSearch.Found;
import org.palinode.ode.internal.event.Firing.Occurrence;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.integrate.StepGuard;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.SolveInterruptedException;

/**
 * Finds events in accepted steps. What a condition does is told by its {@link Sign} at each look: an event is a change from one side to
 * the other. A condition that starts at its own zero is on the side to which it moves. A boolean one is on the positive side where it
 * holds.
 */
public final class EventGuard implements StepGuard {
    private final Events events;
    private final CompiledStep stepper;
    private final AcceptedSteps record;
    private final Conditions conditions;
    private final WatchedStep step;
    private final Watch[] watches;
    private final Looks looks;
    private final EventSearch search;
    private final List<Firing> firings = new ArrayList<>();
    private final double direction;
    private int occurred;
    private double size;
    private Result result = Result.EVENT_OCCURRED;
    private Optional<Trouble> trouble = Optional.empty();

    /**
     * Events of the solve in {@code stepper}, which keeps dense values.
     *
     * @param direction of time, 1 or −1
     * @param shortest step that may be taken, in the unit of time; 0 if any may be
     */
    public EventGuard(Events events, CompiledStep stepper, AcceptedSteps record, double direction, double shortest) {
        this.direction = direction;
        this.events = events;
        this.stepper = stepper;
        this.record = record;
        conditions = Conditions.of(stepper, events);
        step = new WatchedStep(stepper, conditions, shortest);
        watches = events.rules().stream().map(Watch::new).toArray(Watch[]::new);
        looks = new Looks(step, watches);
        search = new EventSearch(step, watches, looks, events.checks());
    }

    /** The events that have occurred so far. */
    public EventRecord record() {
        return new EventRecord(events, firings, trouble);
    }

    @Override
    public double size() {
        return size;
    }

    @Override
    public Result result() {
        return result;
    }

    @Override
    public Then begin(double t) {
        conditions.evaluate(t, stepper.y());
        if (!areNumbers(t, stepper.y())) {
            return Then.END;
        }
        List<Occurrence> holding = new ArrayList<>();
        for (int event = 0; event < watches.length; event++) {
            if (watches[event].endsNext() && watches[event].begins(conditions.sign(event))) {
                holding.add(new Occurrence(event, Zero.NONE, true));
            }
        }
        if (!holding.isEmpty()) {
            firings.add(new Firing(-1, t, Tensor.copyOf(stepper.y()), Parts.none(), 0, holding, -1, false));
            return Then.END;
        }
        Motion motion = conditions.motionAtStart(t, stepper.y());
        for (int event = 0; event < watches.length; event++) {
            takeSide(event, motion, 0);
        }
        return Then.GO_ON;
    }

    @Override
    public Then examine(int index, double t0, double t1, double next, double h) {
        step.begin(t0, t1, next, h);
        double from = 0;
        for (int check = 1; check <= events.checks() && !isStopped(); check++) {
            SolveInterruptedException.stopIfInterrupted(t0, index);
            double to = looks.look(from, (double) check / events.checks());
            Found found = areNumbers(step.after(to * h), stepper.yEnd()) ? found(from, to) : Found.NOTHING;
            if (found.pilingUp() >= 0) {
                stop(Result.EVENTS_PILE_UP, found.pilingUp(), t0);
            } else if (found.isEvent() && areNumbers(step.after(found.at().size()), stepper.yEnd())) {
                return fire(
                        index,
                        search.together(found),
                        found.at().size(),
                        found.at().zeros());
            }
            from = to;
        }
        step.whole();
        return isStopped() ? Then.BREAK_OFF : booleans(index);
    }

    /** The first event between two looks. If there is none, all conditions move on to the second look. */
    private Found found(double from, double to) {
        List<Integer> crossed = looks.crossed(to);
        Found first = crossed.isEmpty() ? Found.NOTHING : search.first(crossed, from, to);
        if (!first.isEvent()) {
            looks.moveOn();
        }
        return crossed.isEmpty() && to == 1 ? search.atEnd() : first;
    }

    /** True if all conditions, as last evaluated, are numbers; the solve stops if not. */
    private boolean areNumbers(double t, Buffer y) {
        OptionalInt event = conditions.notANumber();
        if (event.isPresent() && y.isFinite()) {
            stop(Result.CONDITION_NOT_A_NUMBER, event.getAsInt(), t);
        } else if (event.isPresent()) {
            result = Result.NON_FINITE;
        }
        return event.isEmpty();
    }

    private boolean isStopped() {
        return result != Result.EVENT_OCCURRED;
    }

    private void stop(Result why, int event, double t) {
        result = why;
        trouble = Optional.of(new Trouble(event, t));
    }

    /** The action of boolean conditions at the end of a step in which nothing else has happened. */
    private Then booleans(int index) {
        boolean any = false;
        for (int event = 0; event < watches.length; event++) {
            any |= watches[event].begins(looks.seen(event));
        }
        if (any) {
            step.look(1);
            return fire(index, List.of(), step.h(), new Zero[watches.length]);
        }
        for (int event = 0; event < watches.length; event++) {
            if (watches[event].isBoolean()) {
                watches[event].standsOn(looks.seen(event));
            }
        }
        return Then.GO_ON;
    }

    /** Notes what occurs at the end of the step in the stepper: real events, and boolean ones that begin to hold. */
    private Then fire(int index, List<Integer> real, double stepSize, Zero[] zeros) {
        size = stepSize;
        List<Occurrence> occurrences = new ArrayList<>();
        int mover = -1;
        boolean ends = false;
        for (int event = 0; event < watches.length; event++) {
            boolean isReal = real.contains(event);
            if (isReal || watches[event].begins(conditions.sign(event))) {
                boolean endsHere = watches[event].endsNext();
                mover = isReal && (mover < 0 || endsHere && !ends) ? occurrences.size() : mover;
                ends |= endsHere;
                watches[event].occurs();
                occurrences.add(new Occurrence(event, isReal ? zeros[event] : Zero.NONE, endsHere));
            }
        }
        double t = step.after(size);
        Tensor y = Tensor.copyOf(stepper.yEnd());
        firings.add(new Firing(index, t, y, stepper.ends(), occurred, occurrences, mover, size != step.h()));
        occurred += occurrences.size();
        return ends ? Then.END : Then.RESET;
    }

    /** Applies resets. A boolean condition that another event's reset makes hold begins to do so at the end of the next step. */
    @Override
    public Then reset(int index, double t) {
        double[] before = IntStream.range(0, watches.length)
                .mapToDouble(conditions::value)
                .toArray();
        boolean[] occurred = new boolean[watches.length];
        for (Occurrence occurrence : firings.get(firings.size() - 1).occurrences()) {
            occurred[occurrence.event()] = true;
            reset(index, t, occurrence.event());
        }
        conditions.evaluate(t, stepper.y());
        if (isStopped() || !areNumbers(t, stepper.y())) {
            return Then.BREAK_OFF;
        }
        Motion motion = conditions.motion(t, stepper.y());
        for (int event = 0; event < watches.length; event++) {
            if (occurred[event] || !watches[event].isBoolean() && !isWhereItWas(event, before[event])) {
                takeSide(event, motion, occurred[event] ? Math.abs(before[event]) : 0);
            }
        }
        return record.resets(index).isEmpty() ? Then.GO_ON : Then.RESET;
    }

    /** True if a condition is still on its side, however close to zero, since no reset has moved it: it crosses yet, if it does. */
    private boolean isWhereItWas(int event, double before) {
        return conditions.value(event) == before && conditions.sign(event) == watches[event].side();
    }

    private void reset(int index, double t, int event) {
        events.rules().get(event).reset().ifPresent(change -> {
            record.reset(index, change);
            stepper.reset(t, change);
            if (!isStopped() && !stepper.y().isFinite()) {
                stop(Result.RESET_NOT_FINITE, event, t);
            }
        });
    }

    /**
     * Takes the side of a condition at the start of a step. One at its zero is on the side to which it moves, or on neither; one that was
     * leaving its zero and cannot be told from it yet still does.
     *
     * @param residue what a condition whose event has just occurred was off by; 0 for others
     */
    private void takeSide(int event, Motion motion, double residue) {
        Watch watch = watches[event];
        double band = Math.max(motion.rounding(event), 2 * residue);
        if (watch.isBoolean() || Math.abs(conditions.value(event)) > band) {
            watch.standsOn(conditions.sign(event));
        } else if (!watch.isLeaving()) {
            watch.leaves(Sign.of(direction * motion.slope(event)), band);
        }
    }
}
