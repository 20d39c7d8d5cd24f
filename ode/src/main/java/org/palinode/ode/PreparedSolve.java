package org.palinode.ode;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.internal.adjoint.OutOfMemory;
import org.palinode.ode.internal.adjoint.SolvePrimitive;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.ForwardSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepNothing;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveRequest;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/** A solve that has been checked and traced, but has not taken a step. */
final class PreparedSolve<Y> {
    private final TracedProblem<Y> problem;
    private final SolveOptions options;
    private final Tensor y0;
    private final Tensor state;
    private final List<Tensor> times;
    private final ResumePoint from;
    private final double end;
    private final int steps;
    private final Function<CompiledStep, Retention> keep;

    private PreparedSolve(
            TracedProblem<Y> problem,
            SolveOptions options,
            Tensor y0,
            Tensor state,
            List<Tensor> times,
            ResumePoint from,
            double end,
            int steps,
            Function<CompiledStep, Retention> keep) {
        this.problem = problem;
        this.options = options;
        this.y0 = y0;
        this.state = state;
        this.times = times;
        this.from = from;
        this.end = end;
        this.steps = steps;
        this.keep = keep;
    }

    /**
     * A solve of a problem that has been traced.
     *
     * @param y0 the flat state at t0 [n]
     * @param steps after how many accepted steps it ends
     */
    static <Y> PreparedSolve<Y> of(
            TracedProblem<Y> problem, Tensor t0, Tensor t1, Tensor y0, int steps, SolveOptions options) {
        GradientMethod method = GradientMethod.of(options.adjoint());
        ResumePoint from = options.from().orElse(ResumePoint.beginning(SolveChecks.time(t0, "t0")));
        Tensor state = from.solver().map(carry -> continued(y0, carry, method)).orElse(y0);
        List<Tensor> times = List.of(t0, t1, options.saveAt().givenTimes());
        WantedCotangents followed = SolveInputs.followed(problem.parameters(), times);
        boolean isFollowed = state instanceof TracedTensor || followed.isAny();
        checkTimes(problem, followed.times(), isFollowed && problem.isSearchedWhileDriven());
        Function<CompiledStep, Retention> keep =
                isFollowed ? kept(problem, followed, options, method) : KeepNothing::new;
        return new PreparedSolve<>(problem, options, y0, state, times, from, SolveChecks.time(t1, "t1"), steps, keep);
    }

    /** Refuses derivatives for times that steps driven by noise or by increments of a control take as they are. */
    private static void checkTimes(TracedProblem<?> problem, boolean areFollowed, boolean areSearched) {
        boolean hasNoise = !problem.noise().paths().isEmpty();
        if (areFollowed && hasNoise) {
            throw new GradientException(
                    "a solution has no derivative with respect to times where there is noise: a Brownian path is"
                            + " nowhere differentiable; pass t0, t1 and the saved times as numbers, and make controls ordinary with toOde()");
        }
        if (areFollowed && !problem.noise().isNone()) {
            throw new GradientException(
                    "steps over increments of a control take their times as they are, without a derivative; make the control"
                            + " ordinary with toOde(), or pass t0, t1 and the saved times as numbers");
        }
        if (areSearched && hasNoise) {
            throw new GradientException(
                    "the time of an event that is searched for has no derivative where there is noise, and without it gradients"
                            + " would be biased; use Event.whenTrue, whose time is the end of a step, or stop the gradient");
        }
        if (areSearched) {
            throw new GradientException(
                    "the time of an event that is searched for has no derivative over increments of a control, and without it"
                            + " gradients would be wrong; make the control ordinary with toOde(), or use Event.whenTrue");
        }
    }

    /** y0 and the carry of another solve, one after another; refuses what the adjoint cannot pull back through. */
    private static Tensor continued(Tensor y0, SolverCarry carry, GradientMethod method) {
        if (carry.vectors() instanceof TracedTensor) {
            method.checkState();
        }
        return Tensor.concatenate(0, y0, carry.vectors().flatten());
    }

    /** The retention of the adjoint for a gradient. */
    private static Function<CompiledStep, Retention> kept(
            TracedProblem<?> problem, WantedCotangents followed, SolveOptions options, GradientMethod method) {
        boolean readsInside = options.saveAt().readsInside() || problem.events().isPresent();
        GradientWish wish = new GradientWish(followed, readsInside, options.maxSteps());
        return stepper -> method.retain(stepper, wish);
    }

    /**
     * Everything up to the first step: checks, traces, and says what is left to be done.
     *
     * @param paths those that drive the diffusions of the term, in their order
     */
    static <Y, A> PreparedSolve<Y> of(
            Term<Y, A> term,
            List<BrownianPath<?>> paths,
            Solver solver,
            Tensor t0,
            Tensor t1,
            Y y0,
            A args,
            SolveOptions options) {
        SolveChecks.check(term, solver, t0, t1, options);
        WrittenProblem.Traced<Y> traced = WrittenProblem.trace(term, paths, solver, y0, args);
        return of(traced.problem(), traced.numbers(), t0, t1, options);
    }

    /** A solve of a problem that has been written down, and passed {@link SolveChecks#check}. */
    static <Y> PreparedSolve<Y> of(
            WrittenProblem<Y> written, WrittenProblem.Numbers numbers, Tensor t0, Tensor t1, SolveOptions options) {
        double start = SolveChecks.time(t0, "t0");
        double end = SolveChecks.time(t1, "t1");
        SolveOptions stepping = SteppingOptions.of(written.term(), options);
        TracedProblem<Y> problem = TracedProblem.of(written, numbers, start, end, stepping);
        stepping.from().ifPresent(from -> problem.checkFrom(from, start, numbers.y0()));
        return of(problem, t0, t1, numbers.y0(), Integer.MAX_VALUE, stepping);
    }

    /** Inputs of the recorded solve. */
    List<Tensor> inputs() {
        return new SolveInputs(state, problem.parameters(), times).list();
    }

    /** True if a failure is thrown. */
    boolean throwsFailures() {
        return options.throwing();
    }

    /** Takes the steps, on whatever thread. */
    FinishedSolve forward() {
        try {
            return ForwardSolve.run(request(), keep);
        } catch (OutOfMemoryError full) {
            throw OutOfMemory.explained(options.adjoint(), full);
        }
    }

    private SolveRequest request() {
        return new SolveRequest(
                problem.programs(),
                SolveChecks.concrete(state),
                problem.parameters().stream().map(SolveChecks::concrete).toList(),
                problem.noise(),
                from.t(),
                end,
                options.dt0(),
                options.controller(),
                from,
                options.saveAt(),
                problem.events(),
                steps,
                options.maxSteps(),
                options.anomalies(),
                options.progress());
    }

    /** The run as a primitive of the inputs. */
    SolvePrimitive record(FinishedSolve run) {
        return new SolvePrimitive(run, options.adjoint(), options.gradientListener());
    }

    /** The solution of a run and the outputs of its primitive. */
    Solution<Y> solution(FinishedSolve run, List<Tensor> outputs) {
        RowTimes rows =
                new FinishedRows(run, times, run.outputs().named(outputs).eventTimes());
        SavedReader<Y> saved = new SavedReader<>(rows, problem.layout(), options.saveAt(), problem.arguments());
        return new Solution<>(
                saved, run.outputs().named(outputs).rows(), new FinishedSolution<>(run, problem, y0, outputs));
    }

    /** Takes the steps and records them on the tape; throws where the solve failed and that is what options say. */
    Solution<Y> solve() {
        FinishedSolve run = forward();
        Solution<Y> solution = solution(run, Tensor.apply(record(run), inputs()));
        if (throwsFailures() && !solution.isSuccessful()) {
            throw new SolveException(solution);
        }
        return solution;
    }
}
