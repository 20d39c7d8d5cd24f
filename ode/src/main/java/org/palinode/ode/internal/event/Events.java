package org.palinode.ode.internal.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.event.Direction;
import org.palinode.ode.event.Event;
import org.palinode.ode.event.Watched;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.field.UserFunction;

/**
 * The events of a solve as programs of (t, y [n], parameters), where the parameters are those of the field, then what conditions and resets
 * close over besides.
 *
 * @param field the field with these parameters
 * @param conditions → one float64 scalar an event
 * @param rules how each event is to be treated
 * @param checks into how many parts a step is cut to look at
 */
public record Events(Program field, Program conditions, List<Rule> rules, int checks) {
    public Events {
        rules = List.copyOf(rules);
    }

    /**
     * Treatment of an event.
     *
     * @param reset → the state after it; empty if it ends the solve
     * @param limit the occurrence that ends the solve
     */
    public record Rule(boolean isBoolean, Direction direction, Optional<Program> reset, int limit) {}

    /**
     * Form of states and arguments for the user.
     *
     * @param types of t, the flat state and the leaves of the arguments
     */
    public record Shapes<Y, A>(
            List<TensorType> types,
            Function<Tensor, Y> state,
            Function<Y, Tensor> flat,
            Function<List<Tensor>, A> arguments) {}

    /** Events and the tensors that they close over besides those of the field. */
    public record Traced(Events events, List<Tensor> captured) {}

    /** Traces conditions and resets; refuses conditions that are no scalars. */
    public static <Y, A> Traced trace(
            List<Event<Y, A>> events, Shapes<Y, A> shapes, Program.Traced field, Optional<ErrorScale> scale) {
        return trace(
                events,
                shapes.types(),
                field,
                in -> values(events, watched(in, shapes, () -> slope(in, field), scale), shapes));
    }

    /**
     * Conditions and resets written down before there is a field with numbers: a program of (t, y [n], arguments, noise, slope [n], closed-over
     * tensors).
     */
    public static <Y, A> Program.Traced written(
            List<Event<Y, A>> events, Shapes<Y, A> shapes, Optional<ErrorScale> scale) {
        List<TensorType> types = new ArrayList<>(shapes.types());
        int slope = types.size();
        types.add(FieldInputs.state(types));
        return Program.trace(
                types, in -> values(events, watched(in.subList(0, slope), shapes, () -> in.get(slope), scale), shapes));
    }

    /** The events of a program as by {@link #written}. */
    public static Traced of(
            List<? extends Event<?, ?>> events, Program written, List<Tensor> captured, Program.Traced field) {
        int slope = written.inputs().size() - captured.size() - 1;
        return trace(events, written.inputTypes().subList(0, slope), field, in -> {
            List<Tensor> inputs = new ArrayList<>(in);
            inputs.add(slope(in, field));
            inputs.addAll(captured);
            return written.apply(inputs);
        });
    }

    private static Tensor slope(List<Tensor> in, Program.Traced field) {
        List<Tensor> inputs = new ArrayList<>(in);
        inputs.addAll(field.captured());
        return field.program().apply(inputs).get(0);
    }

    /** The conditions, then the resets of those that have one. */
    private static <Y, A> List<Tensor> values(List<Event<Y, A>> events, Watched<Y, A> at, Shapes<Y, A> shapes) {
        List<Tensor> out = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Event<Y, A> event = events.get(i);
            out.add(scalar(
                    i,
                    UserFunction.result("the condition of event " + i, at.y(), at.args(), () -> event.condition(at))));
        }
        for (int i = 0; i < events.size(); i++) {
            String name = "the reset of event " + i;
            events.get(i)
                    .reset()
                    .ifPresent(reset -> out.add(shapes.flat()
                            .apply(UserFunction.result(
                                    name, at.y(), at.args(), () -> reset.apply(at.t(), at.y(), at.args())))));
        }
        return out;
    }

    private static Traced trace(
            List<? extends Event<?, ?>> events,
            List<TensorType> types,
            Program.Traced field,
            UnaryOperator<List<Tensor>> values) {
        Program.Traced all = Program.trace(types, values);
        int given = types.size();
        int known = given + field.captured().size();
        List<TensorType> inputs = new ArrayList<>(types);
        inputs.addAll(Tensor.types(field.captured()));
        inputs.addAll(Tensor.types(all.captured()));
        Program whole = Program.traceClosed(inputs, in -> all.program().apply(without(in, given, known)));
        Program same = Program.traceClosed(inputs, in -> field.program().apply(in.subList(0, known)));
        List<Rule> rules = new ArrayList<>();
        Program conditions = outputs(whole, 0, events.size());
        for (int i = 0; i < events.size(); i++) {
            requireZeros(i, events.get(i), conditions);
        }
        int next = events.size();
        int checks = 1;
        for (Event<?, ?> event : events) {
            Optional<Program> reset =
                    event.reset().isPresent() ? Optional.of(outputs(whole, next, next + 1)) : Optional.empty();
            next += reset.isPresent() ? 1 : 0;
            rules.add(new Rule(event.isBoolean(), event.direction(), reset, event.limit()));
            checks = Math.max(checks, event.checks());
        }
        Events traced = new Events(same, conditions, rules, checks);
        return new Traced(traced, all.captured());
    }

    private static <Y, A> Watched<Y, A> watched(
            List<Tensor> in, Shapes<Y, A> shapes, Supplier<Tensor> slope, Optional<ErrorScale> scale) {
        Tensor flat = FieldInputs.state(in);
        return new Watched<>(
                FieldInputs.time(in),
                shapes.state().apply(flat),
                shapes.arguments().apply(FieldInputs.parameters(in)),
                flat,
                slope,
                scale);
    }

    /** A comparison jumps between two numbers: it crosses no zero, and would never occur. */
    private static void requireZeros(int index, Event<?, ?> event, Program conditions) {
        if (!event.isBoolean() && StepwiseOutputs.of(conditions).contains(index)) {
            throw new IllegalArgumentException("the condition of event " + index
                    + " jumps between single values, as a comparison does, and has no zero that could be found; use Event.whenTrue for what"
                    + " holds or does not, or the difference of both sides, as in y.get(0).minus(3)");
        }
    }

    private static Tensor scalar(int index, Tensor condition) {
        if (condition == null || condition.shape().rank() != 0) {
            throw new IllegalArgumentException("the condition of event " + index + " must be a scalar, got "
                    + (condition == null ? "null" : condition.type())
                    + "; pick one number with get(i), or take the max or sum; for each of several,"
                    + " such as balls, write an event of its own");
        }
        return condition.cast(DType.FLOAT64);
    }

    private static <T> List<T> without(List<T> all, int from, int to) {
        List<T> rest = new ArrayList<>(all.subList(0, from));
        rest.addAll(all.subList(to, all.size()));
        return rest;
    }

    private static Program outputs(Program program, int from, int to) {
        return Program.traceClosed(program.inputTypes(), in -> program.apply(in).subList(from, to));
    }
}
