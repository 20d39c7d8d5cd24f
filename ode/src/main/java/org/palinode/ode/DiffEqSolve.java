package org.palinode.ode;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.ForwardSolve;
import org.palinode.ode.adjoint.GradientWish;
import org.palinode.ode.adjoint.RecordedSolve;
import org.palinode.ode.adjoint.Retention;
import org.palinode.ode.adjoint.Run;
import org.palinode.ode.event.Event;
import org.palinode.ode.event.Events;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.Wanted;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/** The front door: solves a differential equation and leaves it on the tape as one operation. */
public final class DiffEqSolve {
    private DiffEqSolve() {}

    /** {@link #diffeqsolve(Term, Solver, double, double, Object, Object, SolveOptions)} with a constant step and defaults else. */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, double t0, double t1, double dt0, Y y0, A args) {
        return diffeqsolve(
                term, solver, t0, t1, y0, args, SolveOptions.standard().dt0(dt0));
    }

    /**
     * Solves dy/dt = f(t, y, args) from t0 to t1, forward or back in time. Gradients reach y0, args and everything that the field closes
     * over, by the adjoint in {@code options}.
     *
     * <p>The field is traced at each call, and what has been compiled for the same field, solver and tolerances is used again.
     *
     * @param y0 the state at t0: a tensor, or a tree of tensors of one type of number
     * @param args handed to the field; a tree, or null
     * @param t1 where the solve ends; may be infinite where an event ends it
     * @throws SolveException if the solve reaches neither t1 nor an event that ends it; carries t, h, counts and the solution so far
     * @throws IllegalArgumentException if what is asked for does not fit together; what the field itself throws comes out unchanged
     * @throws UnsupportedOperationException if the adjoint cannot serve the solver, the saved values or the events; or inside of compile and
     *     checkpoint
     */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, double t0, double t1, Y y0, A args, SolveOptions options) {
        return diffeqsolve(term, solver, Tensor.scalar(t0), Tensor.scalar(t1), y0, args, options);
    }

    /**
     * As {@link #diffeqsolve(Term, Solver, double, double, Object, Object, SolveOptions)}, with gradients for t0, t1 and the tensor given to
     * {@code SaveAt.ts} too. The accepted steps are held fixed, so: the grid of constant steps is affine in t0 and t1; all other steps
     * start and end at constant times, save that the first starts at t0 and the last ends at t1. Saved values move with ts along the
     * solver's dense output.
     *
     * @param t0 start, a float64 scalar
     * @param t1 end, a float64 scalar
     */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, Tensor t0, Tensor t1, Y y0, A args, SolveOptions options) {
        PreparedSolve<Y> prepared = prepare(term, solver, t0, t1, y0, args, options);
        Run run = prepared.forward().get();
        List<Tensor> outputs = Tensor.apply(prepared.record().apply(run), prepared.inputs());
        Solution<Y> solution = prepared.solution().apply(run, outputs);
        if (options.throwing() && !solution.isSuccessful()) {
            throw new SolveException(solution);
        }
        return solution;
    }

    /** Everything up to the first step: checks, traces, and says what is left to be done. */
    static <Y, A> PreparedSolve<Y> prepare(
            Term<Y, A> term, Solver solver, Tensor t0, Tensor t1, Y y0, A args, SolveOptions options) {
        double start = time(t0, "t0");
        double end = time(t1, "t1");
        check(start, end, solver, options);
        checkParts(term, solver);
        Adjoint adjoint = options.adjoint().resolved(options.maxSteps());
        Solver stepped = adjoint.solver(solver).under(options.controller().errorScale());
        StateLayout<Y> layout = StateLayout.of(y0);
        Tree.Flat<A> arguments = Tree.flatten(args);

        Program.Traced field = trace(term, layout, arguments);
        List<Tensor> inputs = new ArrayList<>(List.of(layout.flatten(y0)));
        inputs.addAll(arguments.leaves());
        inputs.addAll(field.captured());
        Optional<Events.Traced> watched = events(layout, arguments, field, options);
        watched.ifPresent(traced -> inputs.addAll(traced.captured()));
        Optional<Events> events = watched.map(Events.Traced::events);
        Program stepping = events.map(Events::field).orElse(field.program());

        StepPrograms programs = StepPrograms.of(new StepPrograms.Signature(
                stepping, stepped, options.controller().errorScale()));
        Run.Setting setting = new Run.Setting(
                start,
                end,
                options.dt0(),
                options.controller(),
                options.maxSteps(),
                options.anomalies(),
                options.progress());
        List<Tensor> values = inputs.stream().map(DiffEqSolve::concrete).toList();
        inputs.addAll(List.of(t0, t1, options.saveAt().givenTimes()));
        boolean onTape = inputs.stream().anyMatch(TracedTensor.class::isInstance);
        GradientWish wish = new GradientWish(followed(inputs), options.saveAt().readsInside() || events.isPresent());
        Function<CompiledStepper, Retention> keep =
                onTape ? stepper -> adjoint.retain(stepper, wish) : Retention::nothing;
        List<Tensor> times = inputs.subList(inputs.size() - RecordedSolve.TIMES, inputs.size());
        return new PreparedSolve<>(
                inputs,
                () -> ForwardSolve.run(
                        programs,
                        values.get(0),
                        values.subList(1, values.size()),
                        setting,
                        options.saveAt(),
                        events,
                        keep),
                run -> new RecordedSolve(run, adjoint, options.gradientListener()),
                (run, outputs) -> {
                    SavedReader<Y> saved = new SavedReader<>(run, layout, options.saveAt(), arguments, times);
                    return new Solution<>(run, layout, inputs.get(0), saved, outputs);
                });
    }

    /** What a trace follows: parameters, which are the inputs after y0, and times, which are the last. */
    private static Wanted followed(List<Tensor> inputs) {
        int firstTime = inputs.size() - RecordedSolve.TIMES;
        BitSet parameters = new BitSet();
        for (int i = 1; i < firstTime; i++) {
            parameters.set(i - 1, inputs.get(i) instanceof TracedTensor);
        }
        boolean times = inputs.subList(firstTime, inputs.size()).stream().anyMatch(TracedTensor.class::isInstance);
        return new Wanted(parameters, times);
    }

    private static double time(Tensor t, String name) {
        if (t.size() != 1 || t.shape().rank() != 0 || t.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    name + " must be a float64 scalar, got " + t.type() + "; reshape or cast it");
        }
        return concrete(t).item();
    }

    private static void check(double t0, double t1, Solver solver, SolveOptions options) {
        boolean endless = Double.isInfinite(t1) && !options.events().isEmpty();
        if (!Double.isFinite(t0) || !Double.isFinite(t1) && !endless) {
            throw new IllegalArgumentException("t0 and t1 must be finite, got " + t0 + " and " + t1
                    + "; t1 may be infinite where an event ends the solve");
        }
        if (!options.events().isEmpty()) {
            options.adjoint().checkEvents();
        }
        options.saveAt().check(t0, t1);
        options.adjoint().check(options.saveAt());
        if (options.controller().errorScale().isPresent()) {
            if (!solver.estimatesError()) {
                throw new IllegalArgumentException(
                        options.controller().getClass().getSimpleName() + " needs an error estimate, which " + solver
                                + " does not have; use a solver with one, such as Tsit5, or ConstantStepSize");
            }
            if (options.controller().errorOrder().orElse(solver.errorOrder()) < 1) {
                throw new IllegalArgumentException("the error order of " + solver
                        + " must be known to adapt steps, got " + solver.errorOrder() + "; override Solver.errorOrder");
            }
        }
    }

    private static void checkParts(Term<?, ?> term, Solver solver) {
        if (solver.splitsField() && term.parts().size() != 2) {
            throw new IllegalArgumentException(solver.getClass().getSimpleName()
                    + " needs a term in two parts, MultiTerm(explicit, implicit) or SeparableTerm, got "
                    + term.getClass().getSimpleName()
                    + "; split the field, or use an implicit solver such as Kvaerno5");
        }
    }

    /** The events in {@code options}, which are written for this state and these arguments. */
    @SuppressWarnings("unchecked")
    private static <Y, A> Optional<Events.Traced> events(
            StateLayout<Y> layout, Tree.Flat<A> arguments, Program.Traced field, SolveOptions options) {
        if (options.events().isEmpty()) {
            return Optional.empty();
        }
        List<Event<Y, A>> events =
                options.events().stream().map(event -> (Event<Y, A>) event).toList();
        Events.Shapes<Y, A> shapes = new Events.Shapes<>(
                types(layout, arguments),
                layout::unflatten,
                layout::flattenReset,
                leaves -> arguments.structure().unflatten(leaves));
        return Optional.of(
                Events.trace(events, shapes, field, options.controller().errorScale()));
    }

    /** The types of t, y [n] and the leaves of the arguments. */
    private static List<TensorType> types(StateLayout<?> layout, Tree.Flat<?> arguments) {
        List<TensorType> types = new ArrayList<>(List.of(TensorType.float64(), layout.flatType()));
        types.addAll(Tensor.types(arguments.leaves()));
        return types;
    }

    /** The field as a program (t, y [n], arguments, closed-over tensors) → slope [n], then those of its parts if it has several. */
    private static <Y, A> Program.Traced trace(Term<Y, A> term, StateLayout<Y> layout, Tree.Flat<A> arguments) {
        return Program.trace(types(layout, arguments), in -> {
            Tensor t = in.get(0).cast(layout.flatType().dtype());
            A args = arguments.structure().unflatten(in.subList(2, in.size()));
            Y y = layout.unflatten(in.get(1));
            List<Tensor> parts = term.parts().stream()
                    .map(field -> layout.flattenSlope(field.apply(t, y, args)))
                    .toList();
            List<Tensor> slopes =
                    new ArrayList<>(List.of(parts.stream().reduce(Tensor::plus).orElseThrow()));
            if (parts.size() > 1) {
                slopes.addAll(parts);
            }
            return slopes;
        });
    }

    private static Tensor concrete(Tensor input) {
        try {
            return input.concrete();
        } catch (IllegalStateException symbolic) {
            throw new UnsupportedOperationException(
                    "diffeqsolve needs numbers, and got a tensor of a program being traced; call it outside of compile and checkpoint",
                    symbolic);
        }
    }
}
