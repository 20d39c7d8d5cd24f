package org.palinode.ode.event;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/**
 * Event that ends a solve, or changes its state on the way. Immutable: each method gives a changed copy.
 *
 * <pre>{@code
 * Event<Tensor, Tensor> ground = Event.when(term, (t, y, args) -> y.get(0)).falling();
 * Event<Tensor, Tensor> bounce = ground.reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(-0.9))).atMost(10);
 * }</pre>
 *
 * <p>An event with a real condition occurs where the condition crosses zero, from one side to the other. It does not occur where the
 * condition only touches zero, or goes through infinity. Only accepted steps are examined, at their end and at {@link #checks} − 1 points
 * inside by dense output. Two crossings between neighbouring points go unseen. The solver itself then recomputes the step with a smaller
 * size, until the condition is zero at its end to rounding. So time and state of the event are those of a step, and so are their
 * derivatives (docs/guide/events.md). A condition that is zero at t0, or just after an event of its own, occurs when it returns to zero. A
 * boolean condition occurs at the first end of a step where it holds; one that ends the solve also at t0, without a step. A condition that
 * is not a number ends a solve with a failure that names it.
 *
 * <p>Under noise a solution that goes across and comes back between two points goes unseen, however often it does. Shorter steps see more of
 * that. The time of an event is known to the tolerance of the Brownian tree: it is that far from both ends of its step, or at the end.
 *
 * @param <Y> the state
 * @param <A> the arguments
 */
public final class Event<Y, A> {
    private static final int CHECKS = 4;

    private final Function<Watched<Y, A>, Tensor> condition;
    private final boolean isBoolean;
    private Direction direction = Direction.BOTH;
    private Optional<VectorField<Y, A>> reset = Optional.empty();
    private OptionalInt most = OptionalInt.empty();
    private int checks;

    private Event(Function<Watched<Y, A>, Tensor> condition, boolean isBoolean) {
        this.condition = condition;
        this.isBoolean = isBoolean;
        checks = isBoolean ? 1 : CHECKS;
    }

    /** A copy, changed before anybody sees it. */
    private Event<Y, A> with(Consumer<Event<Y, A>> change) {
        Event<Y, A> copy = new Event<>(condition, isBoolean);
        copy.direction = direction;
        copy.reset = reset;
        copy.most = most;
        copy.checks = checks;
        change.accept(copy);
        return copy;
    }

    /** Ends the solve where a real condition crosses zero, in either direction. */
    public static <Y, A> Event<Y, A> when(Condition<Y, A> zero) {
        Objects.requireNonNull(zero, "an event needs a condition (t, y, args) -> scalar");
        return new Event<>(at -> zero.apply(at.t(), at.y(), at.args()), false);
    }

    /** Ends the solve where a real condition crosses zero, as {@link #when(Condition)}; state and arguments are those of {@code term}. */
    public static <Y, A> Event<Y, A> when(Term<Y, A> term, Condition<Y, A> zero) {
        requireTerm(term);
        return when(zero);
    }

    /** Ends the solve where a condition holds, as {@link #whenTrue(Condition)}; state and arguments are those of {@code term}. */
    public static <Y, A> Event<Y, A> whenTrue(Term<Y, A> term, Condition<Y, A> holds) {
        requireTerm(term);
        return whenTrue(holds);
    }

    private static void requireTerm(Term<?, ?> term) {
        Objects.requireNonNull(
                term, "an event of a term needs the term, got null; leave it out and name the types instead");
    }

    /** Ends the solve at the first end of a step where a condition holds: its value is not 0. The time of the event has no derivative. */
    public static <Y, A> Event<Y, A> whenTrue(Condition<Y, A> holds) {
        Objects.requireNonNull(holds, "an event needs a condition (t, y, args) -> scalar");
        return new Event<>(at -> holds.apply(at.t(), at.y(), at.args()), true);
    }

    /** Ends the solve at rest, with the tolerances of its adaptive controller. */
    public static <Y, A> Event<Y, A> steadyState() {
        return steadyState(OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** Ends the solve at the first end of a step where rms(dy/dt) is below atol + rtol rms(y). */
    public static <Y, A> Event<Y, A> steadyState(double rtol, double atol) {
        new ErrorScale(rtol, atol); // refuses what are no tolerances
        return steadyState(OptionalDouble.of(rtol), OptionalDouble.of(atol));
    }

    private static <Y, A> Event<Y, A> steadyState(OptionalDouble rtol, OptionalDouble atol) {
        return new Event<>(
                at -> {
                    Optional<ErrorScale> scale = at.scale();
                    double relative = rtol.orElseGet(() -> required(scale).rtol());
                    double absolute = atol.orElseGet(() -> required(scale).atol());
                    return rms(at.slope().get())
                            .less(rms(at.flat()).times(relative).plus(absolute));
                },
                true);
    }

    private static ErrorScale required(Optional<ErrorScale> scale) {
        return scale.orElseThrow(() -> new IllegalArgumentException(
                "Event.steadyState() takes its tolerances from an adaptive controller, and this solve has none; give them:"
                        + " Event.steadyState(rtol, atol)"));
    }

    private static Tensor rms(Tensor x) {
        return x.square().mean().sqrt();
    }

    /**
     * Occurs only where the condition falls through zero, in the direction of the solve.
     *
     * @throws IllegalArgumentException if the condition is a boolean one
     */
    public Event<Y, A> falling() {
        return directed(Direction.DOWN);
    }

    /**
     * Occurs only where the condition rises through zero, in the direction of the solve.
     *
     * @throws IllegalArgumentException if the condition is a boolean one
     */
    public Event<Y, A> rising() {
        return directed(Direction.UP);
    }

    private Event<Y, A> directed(Direction wanted) {
        if (isBoolean) {
            throw new IllegalArgumentException(
                    "a boolean condition has no direction; negate it, or use Event.when with a real one");
        }
        return with(event -> event.direction = wanted);
    }

    /**
     * Continues the solve from a new state, a function (t, y, args) → y, of the structure and shapes of y. The solver begins there from y
     * alone.
     */
    public Event<Y, A> reset(VectorField<Y, A> newState) {
        Objects.requireNonNull(newState, "reset needs a function (t, y, args) -> y; continuing() leaves y as it is");
        return with(event -> event.reset = Optional.of(newState));
    }

    /** Continues the solve from the same state, unless there is a reset: the event is only noted. */
    public Event<Y, A> continuing() {
        return reset.isPresent() ? this : reset((t, y, args) -> y);
    }

    /**
     * Ends the solve at occurrence number {@code count}, before its reset.
     *
     * @throws IllegalArgumentException if {@code count} is below 1, or above 1 for an event that ends the solve at once
     */
    public Event<Y, A> atMost(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("an event must be allowed to occur at least once, got " + count);
        }
        if (reset.isEmpty() && count > 1) {
            throw new IllegalArgumentException(
                    "this event ends the solve the first time; with reset(...) or continuing() it may occur " + count
                            + " times");
        }
        return with(event -> event.most = OptionalInt.of(count));
    }

    /**
     * Examines {@code count} equal parts of each accepted step, 4 unless set. Each costs an interpolation and an evaluation of the
     * condition.
     *
     * @throws IllegalArgumentException if {@code count} is below 1, or above 1 for a boolean condition
     */
    public Event<Y, A> checks(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("an event is checked at least once a step, got " + count);
        }
        if (isBoolean && count > 1) {
            throw new IllegalArgumentException("a boolean condition is looked at where steps end, not inside, got "
                    + count + " checks; use Event.when with a real one, or smaller steps");
        }
        return with(event -> event.checks = count);
    }

    public Tensor condition(Watched<Y, A> at) {
        return condition.apply(at);
    }

    public boolean isBoolean() {
        return isBoolean;
    }

    public Direction direction() {
        return direction;
    }

    public Optional<VectorField<Y, A>> reset() {
        return reset;
    }

    /** The number of the occurrence that ends the solve. */
    public int limit() {
        return most.orElse(reset.isEmpty() ? 1 : Integer.MAX_VALUE);
    }

    public int checks() {
        return checks;
    }

    /** The action of the event; conditions and resets are functions, which have no text. */
    @Override
    public String toString() {
        String which = isBoolean
                ? "where it holds"
                : switch (direction) {
                    case UP -> "rising";
                    case DOWN -> "falling";
                    case BOTH -> "either way";
                };
        return "Event[" + which + (reset.isEmpty() ? ", ends the solve" : ", continues")
                + (reset.isPresent() && most.isPresent() ? ", at most " + limit() : "") + "]";
    }
}
