package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.TimeNeighbours;
import org.palinode.ode.event.Event;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.internal.event.Events;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.field.UserFunction;
import org.palinode.ode.internal.integrate.Integration;
import org.palinode.ode.internal.integrate.LookAhead;
import org.palinode.ode.internal.noise.SolveNoise;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.resume.Origin;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Term;

/**
 * A term traced for a state and arguments, and the programs of its steps: what solves of it share wherever they start.
 *
 * @param layout of the state
 * @param arguments of the term
 * @param solver that steps, before it took tolerances from the controller
 * @param field as it was written, whatever events are watched beside it and wherever its time is held
 * @param programs of its steps
 * @param parameters the arguments' tensors, then what field and events close over
 * @param noise that drives it, whose parameters follow those of the arguments
 * @param events that may end or change a solve
 * @param kinks of the paths that the field reads
 */
record TracedProblem<Y>(
        StateLayout<Y> layout,
        Tree.Flat<?> arguments,
        Solver solver,
        Program field,
        StepPrograms programs,
        List<Tensor> parameters,
        SolveNoise noise,
        Optional<Events> events,
        UnknownKinks kinks) {
    static <Y, A> TracedProblem<Y> of(
            Term<Y, A> term, Solver given, double t0, double t1, Y y0, A args, SolveOptions options) {
        return of(term, NoiseLayout.paths(term), given, t0, t1, y0, args, options);
    }

    /** @param paths those that drive the diffusions of the term, in their order */
    static <Y, A> TracedProblem<Y> of(
            Term<Y, A> term,
            List<BrownianPath<?>> paths,
            Solver given,
            double t0,
            double t1,
            Y y0,
            A args,
            SolveOptions options) {
        StateLayout<Y> layout = StateLayout.of(y0);
        SolveChecks.checkSize(layout.flatType(), given);
        StartChecks<Y> start = new StartChecks<>(layout, y0);
        start.checkFinite();
        options.controller().errorScale().ifPresent(start::checkTolerances);
        Tree.Flat<A> arguments = Tree.flatten(args);

        NoiseLayout<Y, A> noise = NoiseLayout.of(term, paths, given, layout, arguments);
        noise.check(given, t0, t1, options);
        for (Diffusion<Y, A> diffusion : term.diffusions()) {
            diffusion.checkLinear(
                    Tensor.scalar(t0), Tree.map(SolveChecks::concrete, y0), Tree.map(SolveChecks::concrete, args));
        }
        Program.Traced written = trace(term, layout, arguments, noise);
        WindowedField windowed = WindowedField.of(
                written,
                new WindowedField.Solve(
                        t0,
                        t1,
                        TimeNeighbours.type(layout.flatType().dtype(), t0, t1),
                        GradientMethod.of(options.adjoint()).solver(given).stageTimes(),
                        options.controller().jumps(),
                        () -> concrete(layout.flatten(y0), arguments, noise)));
        Program.Traced field = windowed.traced();
        List<Tensor> parameters = new ArrayList<>(arguments.leaves());
        parameters.addAll(noise.silence());
        parameters.addAll(field.captured());
        Optional<Events.Traced> watched = events(layout, arguments, noise, field, options);
        watched.ifPresent(traced -> parameters.addAll(traced.captured()));
        Optional<Events> events = watched.map(Events.Traced::events);
        Program stepping = events.map(Events::field).orElse(field.program());
        Optional<ErrorScale> scale = options.controller().errorScale();
        DoubleSupplier damping = () -> {
            Solver tried = GradientMethod.of(options.adjoint()).solver(given).withTolerancesFrom(scale);
            Tensor flat = SolveChecks.concrete(layout.flatten(y0));
            List<Tensor> values = parameters.stream().map(SolveChecks::concrete).toList();
            return new LookAhead(
                                    new StepKey(stepping, tried, scale, windowed.windows(), noise.inputs()),
                                    new Integration(t0, t1, flat, values, options.controller(), options.dt0()))
                            .damping()
                    * noise.dampingFactor();
        };
        Optional<Solver> before = options.from().flatMap(ResumePoint::solver).map(SolverCarry::solver);
        Solver solver = GradientMethod.of(options.adjoint()).solver(given, before, damping);
        StepPrograms programs = StepProgramCache.get(
                new StepKey(stepping, solver.withTolerancesFrom(scale), scale, windowed.windows(), noise.inputs()));
        return new TracedProblem<>(
                layout,
                arguments,
                solver,
                written.program(),
                programs,
                List.copyOf(parameters),
                noise.noise(),
                events,
                new UnknownKinks(term.drift().stream()
                        .flatMap(drift -> drift.paths().stream())
                        .toList()));
    }

    /** True if there is noise or a control over increments, and an event inside of steps is searched for. */
    boolean isSearchedWhileDriven() {
        return !noise.isNone()
                && events.stream().flatMap(all -> all.rules().stream()).anyMatch(rule -> !rule.isBoolean());
    }

    /** The origin of the carry at y [n]. */
    Origin origin(Tensor y) {
        return new Origin(
                SolveChecks.concrete(y),
                field,
                parameters.subList(0, FieldInputs.parameters(field.inputTypes()).size()).stream()
                        .map(SolveChecks::concrete)
                        .toList());
    }

    /** Refuses to continue at t0 and y0 [n] from the state of a solve of something else. */
    void checkFrom(ResumePoint from, double t0, Tensor y0) {
        TensorType state = programs.signature().state();
        from.check(t0, solver, state.with(Shape.of(programs.signature().carry(), state.size())));
        from.check(origin(y0), new Origin.Names(layout::name, this::parameterName));
    }

    private String parameterName(int index) {
        List<String> paths = arguments.structure().paths();
        if (index >= paths.size()) {
            int hidden = noise.isNone() ? 0 : noise.inputs().count();
            return "tensor " + (index - paths.size() - hidden) + " of those that the field closes over";
        }
        String path = paths.get(index);
        return path.equals("root") ? "args" : path.startsWith("[") ? "args" + path : "args." + path;
    }

    /** The numbers of y0 and of the arguments. */
    private static List<Tensor> concrete(Tensor y0, Tree.Flat<?> arguments, NoiseLayout<?, ?> noise) {
        List<Tensor> numbers = new ArrayList<>(List.of(SolveChecks.concrete(y0)));
        arguments.leaves().forEach(leaf -> numbers.add(SolveChecks.concrete(leaf)));
        numbers.addAll(noise.silence());
        return numbers;
    }

    /** The events in {@code options}, which are written for this state and these arguments. */
    @SuppressWarnings("unchecked")
    private static <Y, A> Optional<Events.Traced> events(
            StateLayout<Y> layout,
            Tree.Flat<A> arguments,
            NoiseLayout<Y, A> noise,
            Program.Traced field,
            SolveOptions options) {
        if (options.events().isEmpty()) {
            return Optional.empty();
        }
        List<Event<Y, A>> events =
                options.events().stream().map(event -> (Event<Y, A>) event).toList();
        Events.Shapes<Y, A> shapes = new Events.Shapes<>(
                types(layout, arguments, noise),
                layout::unflatten,
                layout::flattenReset,
                leaves -> unflatten(arguments, leaves));
        return Optional.of(
                Events.trace(events, shapes, field, options.controller().errorScale()));
    }

    /** The types of t, y [n] and the leaves of the arguments. */
    private static List<TensorType> types(StateLayout<?> layout, Tree.Flat<?> arguments, NoiseLayout<?, ?> noise) {
        List<TensorType> parameters = new ArrayList<>(Tensor.types(arguments.leaves()));
        parameters.addAll(Tensor.types(noise.silence()));
        return FieldInputs.of(TensorType.float64(), layout.flatType(), parameters);
    }

    private static <A> A unflatten(Tree.Flat<A> arguments, List<Tensor> parameters) {
        return arguments
                .structure()
                .unflatten(parameters.subList(0, arguments.leaves().size()));
    }

    /**
     * The field as a program (t, y [n], arguments, noise, closed-over tensors) → slope [n]. Then come the slopes of its parts if it has several, or
     * those of drift and diffusion if it has noise.
     */
    private static <Y, A> Program.Traced trace(
            Term<Y, A> term, StateLayout<Y> layout, Tree.Flat<A> arguments, NoiseLayout<Y, A> noise) {
        return Program.trace(types(layout, arguments, noise), in -> {
            Tensor t = FieldInputs.time(in);
            A args = unflatten(arguments, FieldInputs.parameters(in));
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
