package org.palinode.ode;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.adjoint.GradientMethod;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Term;

/** Refuses, before anything is traced, what does not fit together. */
final class SolveChecks {
    private SolveChecks() {}

    /** Refuses what is missing, by its name. */
    static void requireAll(Term<?, ?> term, Solver solver, Object y0, SolveOptions options) {
        Objects.requireNonNull(term, "a solve needs a term, such as new ODETerm<>((t, y, args) -> ...), got null");
        Objects.requireNonNull(solver, "a solve needs a solver, such as new Tsit5(), got null");
        Objects.requireNonNull(y0, "a solve needs its y0, a tensor or a tree of tensors, got null");
        Objects.requireNonNull(options, "a solve needs options, got null; SolveOptions.standard() has the defaults");
    }

    /** Refuses what does not fit together, at times that are known. */
    static void check(Term<?, ?> term, Solver solver, Tensor t0, Tensor t1, SolveOptions options) {
        double start = time(t0, "t0");
        double end = time(t1, "t1");
        check(start, end, term, solver, options);
        checkSteps(start, end, options);
    }

    /** The times t0, t1 and ts; refuses what is no time. */
    static List<Tensor> times(Tensor t0, Tensor t1, SolveOptions options) {
        requireTime(t0, "t0");
        requireTime(t1, "t1");
        return List.of(t0, t1, options.saveAt().givenTimes());
    }

    static void check(double t0, double t1, Term<?, ?> term, Solver solver, SolveOptions options) {
        boolean endless = Double.isInfinite(t1) && !options.events().isEmpty();
        if (!Double.isFinite(t0) || !Double.isFinite(t1) && !endless) {
            throw new IllegalArgumentException("t0 and t1 must be finite, got " + t0 + " and " + t1
                    + "; t1 may be infinite where an event ends the solve");
        }
        if (!options.events().isEmpty()) {
            GradientMethod.of(options.adjoint()).checkEvents();
        }
        checkFirstStep(t0, t1, options);
        options.saveAt().check(t0, t1);
        GradientMethod.of(options.adjoint()).check(options.saveAt());
        checkEstimate(solver, options);
        checkParts(term, solver);
        checkPaths(t0, t1, term);
    }

    /** Refuses a solve beyond the data of the paths that it follows; ends may be off by roundings. */
    private static void checkPaths(double t0, double t1, Term<?, ?> term) {
        double first = Math.min(t0, t1);
        double last = Math.max(t0, t1);
        Stream.concat(
                        term.drift().stream().flatMap(field -> field.paths().stream()),
                        term.controls().stream().map(ControlTerm::path))
                .filter(path ->
                        first < path.t0() - 4 * Math.ulp(path.t0()) || last > path.t1() + 4 * Math.ulp(path.t1()))
                .findFirst()
                .ifPresent(path -> {
                    throw new IllegalArgumentException("a path of the term has data from " + path.t0() + " to "
                            + path.t1() + ", but the solve goes from " + t0 + " to " + t1
                            + "; solve inside of the data, or give the path more of them");
                });
    }

    private static void checkFirstStep(double t0, double t1, SolveOptions options) {
        double direction = IntegrationLoop.direction(t0, t1);
        if (options.dt0().isPresent() && !(direction * (t0 + options.dt0().getAsDouble()) > direction * t0)) {
            throw new IllegalArgumentException("dt0 = " + options.dt0().getAsDouble() + " does not lead from t0 = " + t0
                    + " to t1 = " + t1
                    + "; it must not be 0 and have the sign of t1 - t0, and t0 + dt0 must not round to"
                    + " t0");
        }
    }

    /**
     * Refuses a solve to t1 that would take more steps than it may, where their number is known beforehand. Events may end it sooner, the
     * steps of another solve may continue, and a failed solve that is not to be thrown is what was asked for.
     */
    private static void checkSteps(double t0, double t1, SolveOptions options) {
        OptionalDouble dt0 = options.dt0().stream().map(Math::abs).findFirst();
        double steps = options.controller().steps(Math.abs(t1 - t0), dt0).orElse(0);
        boolean open = !options.throwing()
                || !options.events().isEmpty()
                || options.from().flatMap(ResumePoint::controller).isPresent();
        if (!open && steps > options.maxSteps()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s needs %.0f steps from t0 = %s to t1 = %s, more than maxSteps = %d; raise maxSteps, or take longer steps",
                    options.controller(),
                    steps,
                    t0,
                    t1,
                    options.maxSteps()));
        }
    }

    private static void checkEstimate(Solver solver, SolveOptions options) {
        if (options.controller().errorScale().isEmpty()) {
            return;
        }
        if (!solver.estimatesError()) {
            throw new IllegalArgumentException(
                    options.controller().getClass().getSimpleName() + " needs an error estimate, which " + solver
                            + " does not have; use a solver with one, such as Tsit5, or HalfSolver(solver), which makes one, or"
                            + " ConstantStepSize");
        }
        double order = options.controller().errorOrder().orElse(solver.errorOrder());
        if (!(order >= 1 && order < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the error order of " + solver + " must be known to adapt steps, got "
                    + Double.toString(order).replaceAll("\\.0$", "") + "; override Solver.errorOrder");
        }
    }

    private static void checkParts(Term<?, ?> term, Solver solver) {
        if (term.diffusions().isEmpty()
                && term.controls().isEmpty()
                && term.parts().stream().anyMatch(part -> part.drift().isEmpty())) {
            throw new IllegalArgumentException("the drift of a term is at least one vector field, got none from " + term
                    + "; an equation without drift has a field of zeros");
        }
        if (solver.splitsField() && !term.controls().isEmpty()) {
            throw new UnsupportedOperationException(solver.getClass().getSimpleName()
                    + " does not step over the increments of a control; make the control ordinary with toOde(), or use an explicit"
                    + " Runge–Kutta method such as Heun");
        }
        if (solver.splitsField() && term.diffusions().isEmpty() && term.parts().size() != 2) {
            throw new IllegalArgumentException(solver.getClass().getSimpleName()
                    + " needs a term in two parts, MultiTerm(explicit, implicit) or SeparableTerm, got "
                    + term.getClass().getSimpleName()
                    + "; split the field, or use an implicit solver such as Kvaerno5");
        }
    }

    /** Refuses a state without numbers where equations are to be solved for it. */
    static void checkSize(TensorType state, Solver solver) {
        if (state.size() == 0 && solver.isImplicit()) {
            throw new IllegalArgumentException(solver.getClass().getSimpleName()
                    + " solves equations for the state, but y0 has no numbers; use an explicit solver, such as Tsit5, for which that is a state"
                    + " like others");
        }
    }

    /** The number of a time; {@code name} is what the user calls it. */
    static double time(Tensor t, String name) {
        requireTime(t, name);
        return concrete(t).item();
    }

    /** Refuses what is no time. */
    private static void requireTime(Tensor t, String name) {
        Objects.requireNonNull(t, () -> "a solve needs its " + name + ", a float64 scalar, got null");
        if (t.size() != 1 || t.shape().rank() != 0 || t.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    name + " must be a float64 scalar, got " + t.type() + "; reshape or cast it");
        }
    }

    /** The numbers of an input. */
    static Tensor concrete(Tensor input) {
        try {
            return input.concrete();
        } catch (IllegalStateException symbolic) {
            throw new UnsupportedOperationException(
                    "solveEach and Stepper need numbers, as events of a solve without symbolic inputs do, and got a tensor of a program being"
                            + " traced; call them outside of compile, checkpoint, vmap and fields, or use diffeqsolve, which runs when the program"
                            + " runs, with that tensor in its args",
                    symbolic);
        }
    }
}
