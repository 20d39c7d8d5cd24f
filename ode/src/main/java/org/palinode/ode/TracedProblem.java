package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.TimeNeighbours;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.internal.event.Events;
import org.palinode.ode.internal.field.FieldInputs;
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
        WrittenProblem.Traced<Y> traced = WrittenProblem.trace(term, paths, given, y0, args);
        return of(traced.problem(), traced.numbers(), t0, t1, options);
    }

    /** The problem of a solve whose numbers are there. */
    static <Y> TracedProblem<Y> of(
            WrittenProblem<Y> problem, WrittenProblem.Numbers numbers, double t0, double t1, SolveOptions options) {
        Solver given = problem.given();
        StateLayout<Y> layout = problem.layout();
        NoiseLayout<?, ?> noise = problem.noise();
        StartChecks<Y> start = new StartChecks<>(layout, numbers.y0());
        start.checkFinite();
        options.controller().errorScale().ifPresent(start::checkTolerances);
        Tree.Flat<?> arguments = new Tree.Flat<>(numbers.arguments(), problem.arguments());

        noise.check(given, t0, t1, options);
        Program.Traced written = new Program.Traced(problem.field(), numbers.captured());
        if (noise.hasNoise()) {
            noise.checkPromises(written, concrete(Tensor.scalar(t0), numbers, noise));
        }
        WindowedField windowed = WindowedField.of(
                written,
                new WindowedField.Solve(
                        t0,
                        t1,
                        TimeNeighbours.type(layout.flatType().dtype(), t0, t1),
                        GradientMethod.of(options.adjoint()).solver(given).stageTimes(),
                        options.controller().jumps(),
                        () -> concrete(numbers, noise)));
        Program.Traced field = windowed.traced();
        List<Tensor> parameters = new ArrayList<>(arguments.leaves());
        parameters.addAll(noise.silence());
        parameters.addAll(field.captured());
        Optional<Events.Traced> watched = problem.events(numbers, field, options);
        watched.ifPresent(traced -> parameters.addAll(traced.captured()));
        Optional<Events> events = watched.map(Events.Traced::events);
        Program stepping = events.map(Events::field).orElse(field.program());
        Optional<ErrorScale> scale = options.controller().errorScale();
        DoubleSupplier damping = () -> {
            Solver tried = GradientMethod.of(options.adjoint()).solver(given).withTolerancesFrom(scale);
            Tensor flat = SolveChecks.concrete(numbers.y0());
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
                new UnknownKinks(problem.term().drift().stream()
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

    /** The numbers of t, y0 and the arguments, and silence. */
    private static List<Tensor> concrete(Tensor t, WrittenProblem.Numbers numbers, NoiseLayout<?, ?> noise) {
        List<Tensor> all = new ArrayList<>(List.of(t));
        all.addAll(concrete(numbers, noise));
        return all;
    }

    /** The numbers of y0 and of the arguments, and silence. */
    private static List<Tensor> concrete(WrittenProblem.Numbers numbers, NoiseLayout<?, ?> noise) {
        List<Tensor> all = new ArrayList<>(List.of(SolveChecks.concrete(numbers.y0())));
        numbers.arguments().forEach(leaf -> all.add(SolveChecks.concrete(leaf)));
        all.addAll(noise.silence());
        return all;
    }
}
