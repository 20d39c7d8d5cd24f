package org.palinode.ode;

import java.util.Locale;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.anomaly.FailedStep;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.Stiffness;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;

/** Facts of a failed solve besides its result, and advice. */
final class Advice {
    /** A solution that has become so many times as large as y0 is on its way to infinity, more likely than not. */
    private static final double GROWTH = 1e6;

    private final FinishedSolve run;
    private final StateLayout<?> layout;

    Advice(FinishedSolve run, StateLayout<?> layout) {
        this.run = run;
        this.layout = layout;
    }

    /** The likeliest; empty where there is nothing to be seen, where an event is to blame, and where the solve has not failed. */
    Optional<String> text() {
        boolean event = run.events().flatMap(EventRecord::trouble).isPresent();
        return run.failure()
                .filter(failure -> !event)
                .flatMap(failure -> tooShort()
                        .or(() -> failure.lostDerivative().map(Advice::lostDerivative))
                        .or(() -> stiff(failure))
                        .or(() -> growing(failure))
                        .or(() -> lost(failure))
                        .or(this::tooFewSteps));
    }

    private Optional<String> tooShort() {
        return run.outcome().result() == Result.STEP_TOO_SMALL_FOR_PATH
                ? Optional.of(
                        "the step that was tried is " + Math.abs(run.outcome().h()) + " long, and the path asks for "
                                + run.request().noise().shortestStep() + " or more")
                : Optional.empty();
    }

    private static String lostDerivative(String which) {
        return which + " is not finite there"
                + (which.equals("∂f/∂t")
                        ? ", and Rosenbrock methods need it: begin a little later, or use Kvaerno5, which does not"
                        : ": begin where it is, or use an explicit solver, such as Tsit5");
    }

    /** The steps of explicit solvers alone are bounded by stability. */
    private Optional<String> stiff(FailedStep failure) {
        return failure.stiffness()
                .filter(Stiffness::isLimiting)
                .map(stiffness ->
                        stiffness(stiffness) + ": use an implicit solver, such as Rodas5P or Kvaerno5" + wrapper());
    }

    static String stiffness(Stiffness stiffness) {
        return String.format(
                Locale.ROOT,
                "h times the spectral radius of the field's Jacobian is about %.2g; explicit methods are stable up to about 3",
                stiffness.product());
    }

    private String wrapper() {
        Solver solver = run.programs().solver();
        return solver instanceof Reversible reversible
                ? ", or an adjoint that steps with " + reversible.base()
                        + " itself, such as RecursiveCheckpointAdjoint: " + reversible + " is less stable"
                : "";
    }

    private Optional<String> growing(FailedStep failure) {
        int place = Explanation.largestPlace(failure.y());
        double largest = place < 0 ? 0 : Math.abs(failure.y().toArray()[place]);
        double start = largest(run.y0());
        return largest > GROWTH * (start > 0 ? start : 1)
                ? Optional.of("the solution has grown to " + layout.name(place) + " = "
                        + failure.y().toArray()[place]
                        + ": if it has a pole there, end before it, for instance by an event on its size; if not, look"
                        + " for a wrong sign in the field")
                : Optional.empty();
    }

    private static double largest(Tensor y) {
        int place = Explanation.largestPlace(y);
        return place < 0 ? 0 : Math.abs(y.concrete().toArray()[place]);
    }

    private Optional<String> tooFewSteps() {
        if (run.outcome().result() != Result.MAX_STEPS_REACHED) {
            return Optional.empty();
        }
        return Optional.of(
                run.request().controller().errorScale().isPresent()
                        ? "the steps are as small as accuracy asks: raise maxSteps, or rtol and atol"
                        : "raise maxSteps, or take longer steps");
    }

    /** Advice where steps were rejected because their ends were not finite. */
    private Optional<String> lost(FailedStep failure) {
        boolean says = run.outcome().result() == Result.NON_FINITE;
        return says || failure.attempted().buffer().isFinite()
                ? Optional.empty()
                : Optional.of(
                        "the step that was tried last is not finite: SolveOptions.findAnomalies() names the operation that made"
                                + " it so, such as a division by zero, or a root or logarithm of a negative number");
    }
}
