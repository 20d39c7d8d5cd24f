package org.palinode.ode;

import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/**
 * A solve step by step, by the code that {@code diffeqsolve} runs: n steps are those of one solve, to the bit. Immutable: a step gives
 * another stepper, and each stepper may be stepped again. Holds tensors only, so nothing has to be closed.
 *
 * <pre>{@code
 * Stepper<Tensor> stepper = Stepper.init(term, new Tsit5(), 0, 10, y0, args, options);
 * while (!stepper.isDone()) {
 *     stepper = stepper.step();
 *     System.out.println(stepper.t() + " " + stepper.y());
 * }
 * }</pre>
 *
 * <p>Under a tape the steps of each call are one operation, pulled back by the adjoint in the options. Gradients reach y0, args and what
 * the field closes over. Times are plain numbers. A call costs some ten microseconds beside its steps, so take several small steps in one
 * call.
 *
 * @param <Y> the state
 */
public final class Stepper<Y> {
    private static final SaveAt KEPT = SaveAt.dense().andState();

    private final TracedProblem<Y> problem;
    private final SolveOptions options;
    private final double t1;
    private final Tensor y;
    private final ResumePoint state;
    private final Optional<Solution<Y>> taken;

    private Stepper(
            TracedProblem<Y> problem,
            SolveOptions options,
            double t1,
            Tensor y,
            ResumePoint state,
            Optional<Solution<Y>> taken) {
        this.problem = problem;
        this.options = options;
        this.t1 = t1;
        this.y = y;
        this.state = state;
        this.taken = taken;
    }

    /**
     * A stepper at t0 on its way to t1. The {@code SaveAt} of the options is not used, and maxSteps bounds the attempts of each call.
     *
     * @throws IllegalArgumentException if what is asked for does not fit together, or there are events
     * @throws UnsupportedOperationException if the adjoint cannot differentiate single steps
     */
    public static <Y, A> Stepper<Y> init(
            Term<Y, A> term, Solver solver, double t0, double t1, Y y0, A args, SolveOptions options) {
        SolveChecks.requireAll(term, solver, y0, options);
        if (!options.events().isEmpty()) {
            throw new IllegalArgumentException("a Stepper watches no events, got "
                    + options.events().size() + "; look at y() after each step, or use diffeqsolve");
        }
        GradientMethod.of(options.adjoint()).checkState();
        SolveOptions stepping = options.saveAt(KEPT).throwing(true);
        SolveChecks.check(t0, t1, term, solver, stepping);
        stepping = SteppingOptions.of(term, stepping);
        TracedProblem<Y> problem = TracedProblem.of(term, solver, t0, t1, y0, args, stepping);
        ResumePoint state = options.from().orElse(ResumePoint.beginning(t0));
        Tensor flat = problem.layout().flatten(y0);
        problem.checkFrom(state, t0, flat);
        return new Stepper<>(problem, stepping, t1, flat, state, Optional.empty());
    }

    /**
     * A stepper that continues where another one or a solve ended: {@link #state} or {@code Solution.state()}, and y there.
     *
     * @throws IllegalArgumentException if the state does not belong to this term, solver, y and args, or there are events
     */
    public static <Y, A> Stepper<Y> resume(
            Term<Y, A> term, Solver solver, ResumePoint state, double t1, Y y, A args, SolveOptions options) {
        Objects.requireNonNull(state, "a stepper continues from a ResumePoint; Stepper.init begins at t0");
        SolveChecks.requireAll(term, solver, y, options);
        return init(term, solver, state.t(), t1, y, args, options.from(state));
    }

    /** The stepper after the next accepted step; see {@link #step(int)}. */
    public Stepper<Y> step() {
        return step(1);
    }

    /**
     * The stepper after {@code count} more accepted steps, or at t1 where there are fewer. Keeps the inside of these steps for
     * {@link #interpolate}.
     *
     * @throws SolveException if a step cannot be taken
     * @throws IllegalStateException if the stepper is at t1
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public Stepper<Y> step(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a stepper takes at least 1 step, got " + count);
        }
        if (isDone()) {
            throw new IllegalStateException("the stepper is at t1 = " + t1
                    + ", and there is no step left; resume from its state with a later t1");
        }
        PreparedSolve<Y> prepared =
                PreparedSolve.of(problem, Tensor.scalar(t()), Tensor.scalar(t1), y, count, options.from(state));
        Solution<Y> solution = prepared.solve();
        return new Stepper<>(problem, options, t1, solution.flatEnd(), solution.state(), Optional.of(solution));
    }

    /**
     * The solution inside the steps of the last call, by the dense output of the solver; before the first call only that at t0.
     *
     * @throws IllegalArgumentException if t lies outside of these steps
     */
    public Y interpolate(double t) {
        if (taken.isEmpty() && t != t()) {
            throw new IllegalArgumentException(
                    "t = " + t + " lies outside the steps taken, and none was, from t0 = " + t() + "; step first");
        }
        return taken.isEmpty() ? y() : taken.get().evaluate(t);
    }

    /** The time that was reached. */
    public double t() {
        return state.t();
    }

    /** The solution at that time. */
    public Y y() {
        return problem.layout().unflatten(y);
    }

    /** The resume point: all that is needed besides y to continue, by {@link #resume} or {@link SolveOptions#from}. */
    public ResumePoint state() {
        return state;
    }

    /** True at t1. */
    public boolean isDone() {
        return t() == t1;
    }

    @Override
    public String toString() {
        return "Stepper[t = " + t() + ", to " + t1 + "]\ny: " + y();
    }
}
