package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.event.Event;
import org.palinode.ode.internal.event.Events;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.field.UserFunction;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/**
 * A term as it was written down for types of state and arguments: what is known of a solve before its numbers are.
 *
 * @param paths those that drive the diffusions of the term, in their order
 * @param given the solver that was chosen
 * @param layout of the state
 * @param arguments of the term
 * @param field (t, y [n], arguments, noise, closed-over tensors) → slope [n]. Then come the slopes of its parts if it has several, or those
 *     of drift and diffusion if it has noise
 * @param events their conditions and resets, where the solve waits for its numbers ({@link Events#written}); else they are traced with it
 */
record WrittenProblem<Y>(
        Term<?, ?> term,
        List<BrownianPath<?>> paths,
        Solver given,
        StateLayout<Y> layout,
        Tree.Structure<?> arguments,
        NoiseLayout<?, ?> noise,
        Program field,
        Optional<Program> events) {
    /**
     * The tensors of a problem.
     *
     * @param y0 the flat state at the start [n]
     * @param arguments the tensors of the arguments
     * @param captured those that the field closes over
     * @param watched those that events close over, where these are written down
     */
    record Numbers(Tensor y0, List<Tensor> arguments, List<Tensor> captured, List<Tensor> watched) {
        /** True if none is a tensor of a program that is being traced. */
        boolean areThere() {
            return !y0.isSymbolic()
                    && arguments.stream().noneMatch(Tensor::isSymbolic)
                    && captured.stream().noneMatch(Tensor::isSymbolic);
        }

        /** The inputs of a solve from these: y0, the arguments, what is closed over, and t0, t1 and ts. */
        SolveInputs over(List<Tensor> times) {
            List<Tensor> parameters = new ArrayList<>(arguments);
            parameters.addAll(captured);
            parameters.addAll(watched);
            return new SolveInputs(y0, parameters, times);
        }
    }

    /** A problem and its tensors. */
    record Traced<Y>(WrittenProblem<Y> problem, Numbers numbers) {}

    /** Traces the field of a term. */
    static <Y, A> Traced<Y> trace(Term<Y, A> term, List<BrownianPath<?>> paths, Solver given, Y y0, A args) {
        StateLayout<Y> layout = StateLayout.of(y0);
        SolveChecks.checkSize(layout.flatType(), given);
        Tree.Flat<A> arguments = Tree.flatten(args);
        NoiseLayout<Y, A> noise =
                NoiseLayout.of(term, paths, given, layout, arguments.leaves().size());
        Program.Traced field = trace(term, layout, arguments, noise);
        return new Traced<>(
                new WrittenProblem<>(
                        term, paths, given, layout, arguments.structure(), noise, field.program(), Optional.empty()),
                new Numbers(layout.flatten(y0), arguments.leaves(), field.captured(), List.of()));
    }

    /**
     * The problem of a batch, whose state is that of all members, one after another.
     *
     * @param isBatched whether an argument, or a tensor that the field closes over, is another one for each member
     */
    WrittenProblem<Tensor> stacked(IntPredicate isBatched, int size) {
        int silent = noise.silence().size();
        int arguments = this.arguments.size();
        int first = FieldInputs.parameter(0);
        int state = first - 1;
        IntPredicate batched = input -> input == state
                || input >= first
                        && (input < first + arguments
                                ? isBatched.test(input - first)
                                : input >= first + arguments + silent && isBatched.test(input - first - silent));
        Program each = field.batched(batched, size);
        TensorType members = each.inputTypes().get(state);
        TensorType flat = members.with(Shape.of(members.size()));
        List<TensorType> types = new ArrayList<>(each.inputTypes());
        types.set(state, flat);
        Program all = Program.traceClosed(types, in -> {
            List<Tensor> inputs = new ArrayList<>(in);
            inputs.set(state, in.get(state).reshape(members.shape()));
            return each.apply(inputs).stream().map(Tensor::flatten).toList();
        });
        return new WrittenProblem<>(
                term,
                paths,
                given,
                StateLayout.of(Tensor.full(members, 0)),
                this.arguments,
                noise,
                all,
                Optional.empty());
    }

    /**
     * True if nothing of the term matters but its field: no noise, no controls, no data between which times are checked. Two such terms may be
     * different lambdas of one field.
     */
    private boolean isItsField() {
        return term.diffusions().isEmpty()
                && term.controls().isEmpty()
                && term.drift().stream().allMatch(drift -> drift.paths().isEmpty());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrittenProblem<?> that
                && (term == that.term || isItsField() && that.isItsField())
                && field.equals(that.field)
                && events.equals(that.events)
                && paths.equals(that.paths)
                && given.equals(that.given)
                && layout.equals(that.layout)
                && arguments.equals(that.arguments);
    }

    @Override
    public int hashCode() {
        return field.hashCode();
    }

    /** The number of inputs of a solve. */
    int inputs() {
        return SolveInputs.size(arguments.size() + captured() + watched());
    }

    /** The number of tensors that the field closes over. */
    private int captured() {
        return FieldInputs.parameters(field.inputTypes()).size()
                - arguments.size()
                - noise.silence().size();
    }

    /** The number of tensors that events close over which were written down. */
    private int watched() {
        int known =
                FieldInputs.parameter(0) + arguments.size() + noise.silence().size() + 1;
        return events.map(program -> program.inputs().size() - known).orElse(0);
    }

    /** The tensors among the inputs of a solve. */
    Numbers numbers(SolveInputs inputs) {
        int captured = arguments.size();
        int watched = captured + captured();
        List<Tensor> parameters = inputs.parameters();
        return new Numbers(
                inputs.start(),
                parameters.subList(0, captured),
                parameters.subList(captured, watched),
                parameters.subList(watched, parameters.size()));
    }

    /** The same with the events in {@code options} written down. */
    Traced<Y> withEvents(Numbers numbers, SolveOptions options) {
        if (options.events().isEmpty()) {
            return new Traced<>(this, numbers);
        }
        Program.Traced written = written(numbers.arguments(), arguments, options);
        return new Traced<>(
                new WrittenProblem<>(
                        term, paths, given, layout, arguments, noise, field, Optional.of(written.program())),
                new Numbers(numbers.y0(), numbers.arguments(), numbers.captured(), written.captured()));
    }

    private <A> Program.Traced written(List<Tensor> leaves, Tree.Structure<A> structure, SolveOptions options) {
        return Events.written(
                WrittenProblem.<Y, A>written(options),
                shapes(leaves, structure),
                options.controller().errorScale());
    }

    /** The events of a solve by its numbers. */
    Optional<Events.Traced> events(Numbers numbers, Program.Traced field, SolveOptions options) {
        if (options.events().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                events.isPresent()
                        ? Events.of(options.events(), events.get(), numbers.watched(), field)
                        : traced(numbers.arguments(), arguments, field, options));
    }

    private <A> Events.Traced traced(
            List<Tensor> leaves, Tree.Structure<A> structure, Program.Traced field, SolveOptions options) {
        return Events.trace(
                WrittenProblem.<Y, A>written(options),
                shapes(leaves, structure),
                field,
                options.controller().errorScale());
    }

    /** The events in {@code options}, which are written for this state and these arguments. */
    @SuppressWarnings("unchecked")
    private static <Y, A> List<Event<Y, A>> written(SolveOptions options) {
        return options.events().stream().map(event -> (Event<Y, A>) event).toList();
    }

    private <A> Events.Shapes<Y, A> shapes(List<Tensor> leaves, Tree.Structure<A> structure) {
        return new Events.Shapes<>(
                types(layout, leaves, noise),
                layout::unflatten,
                layout::flattenReset,
                parameters -> unflatten(structure, parameters));
    }

    /** The types of t, y [n], the leaves of the arguments, and noise. */
    static List<TensorType> types(StateLayout<?> layout, List<Tensor> arguments, NoiseLayout<?, ?> noise) {
        List<TensorType> parameters = new ArrayList<>(Tensor.types(arguments));
        parameters.addAll(Tensor.types(noise.silence()));
        return FieldInputs.of(TensorType.float64(), layout.flatType(), parameters);
    }

    /** The arguments among the parameters of a field. */
    static <A> A unflatten(Tree.Structure<A> arguments, List<Tensor> parameters) {
        return arguments.unflatten(parameters.subList(0, arguments.size()));
    }

    private static <Y, A> Program.Traced trace(
            Term<Y, A> term, StateLayout<Y> layout, Tree.Flat<A> arguments, NoiseLayout<Y, A> noise) {
        return Program.trace(types(layout, arguments.leaves(), noise), in -> {
            Tensor t = FieldInputs.time(in);
            A args = unflatten(arguments.structure(), FieldInputs.parameters(in));
            Y y = layout.unflatten(FieldInputs.state(in));
            List<Tensor> parts = term.parts().stream()
                    .map(part -> sum(
                            part.drift().stream()
                                    .map(field -> layout.flattenSlope(UserFunction.result(
                                            "the vector field", args, () -> field.apply(t, y, args)))),
                            FieldInputs.state(in)))
                    .toList();
            if (noise.inputs().isPresent()) {
                return noise.driven(t, y, args, FieldInputs.parameters(in), sum(parts.stream(), FieldInputs.state(in)));
            }
            List<Tensor> slopes = new ArrayList<>(List.of(sum(parts.stream(), FieldInputs.state(in))));
            if (parts.size() > 1) {
                slopes.addAll(parts);
            }
            return slopes;
        });
    }

    /** 0 where there are none. */
    private static Tensor sum(Stream<Tensor> slopes, Tensor state) {
        return slopes.reduce(Tensor::plus).orElseGet(state::zerosLike);
    }
}
