package org.palinode.ode.internal.adjoint;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.StepStiffness;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveRequest;
import org.palinode.ode.internal.spectrum.StabilityLimit;
import org.palinode.ode.internal.spectrum.StiffnessEstimate;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.outcome.SolveInterruptedException;
import org.palinode.ode.outcome.Stiffness;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;

/**
 * The largest |h| ρ(∂f/∂y) among the longest steps of some stretches of a run. Found when first asked for, which recomputes the steps, and
 * with 30 products with the Jacobian a stretch. Does not hold what the run saved, or kept for its gradient.
 */
public final class LargestStiffness implements StepStiffness {
    private static final int STRETCHES = 16;

    private final SolveRequest request;
    private final AcceptedSteps record;
    private Optional<Stiffness> largest;

    public LargestStiffness(FinishedSolve run) {
        request = run.request();
        record = run.record();
    }

    @Override
    public synchronized Optional<Stiffness> find() {
        if (largest == null) {
            largest = StiffnessEstimate.isKnown(programs()) ? found() : Optional.empty();
        }
        return largest;
    }

    @Override
    public Optional<String> warning() {
        return find().flatMap(stiffness ->
                warning(stiffness, StabilityLimit.of(programs().solver())));
    }

    private Optional<String> warning(Stiffness stiffness, double limit) {
        return stiffness.product() > limit ? Optional.of(text(stiffness, limit)) : Optional.empty();
    }

    private String text(Stiffness stiffness, double limit) {
        return String.format(
                Locale.ROOT,
                "the step of %.3g at t = %.5g is beyond the stability of %s: |h| ρ(∂f/∂y) is about %.3g there, and it bears about"
                        + " %.2g. Fast modes that are too small to be seen in the solution grow in such steps, so gradients, exact for the"
                        + " steps that were taken, may be far from the solution's: see whether they stay with a hundredth of"
                        + " the tolerances, or use an implicit solver (docs/guide/stiff.md)",
                stiffness.h(),
                stiffness.t(),
                stepping(programs().solver()).getClass().getSimpleName(),
                stiffness.product(),
                limit);
    }

    /** The solver whose stability it is. */
    private static Solver stepping(Solver solver) {
        return solver instanceof Reversible wrapper ? wrapper.base() : solver;
    }

    private StepPrograms programs() {
        return request.programs();
    }

    private Optional<Stiffness> found() {
        CompiledStep stepper = IdleSteps.take(programs());
        stepper.begin(request.parameters(), request.noise());
        stepper.start(request.t0(), request.start().buffer());
        Stiffness most = null;
        int at = 0;
        for (int step : longestSteps()) {
            advance(at, step, stepper);
            at = step;
            Stiffness here = StiffnessEstimate.of(
                    programs(), record.t(step), record.h(step), Tensor.copyOf(stepper.y()), request.parameters());
            most = most == null || here.product() > most.product() ? here : most;
        }
        IdleSteps.giveBack(stepper);
        return Optional.ofNullable(most).filter(Stiffness::isFinite);
    }

    /** Recomputes the steps from {@code from} to before {@code to}. */
    private void advance(int from, int to, CompiledStep stepper) {
        for (int step = from; step < to; step++) {
            SolveInterruptedException.stopIfInterrupted(record.t(step), step);
            record.attempt(step, stepper);
            stepper.accept();
            if (record.isResynced(step + 1)) {
                record.begin(step + 1, stepper);
            }
        }
    }

    /** The longest step of each stretch. */
    private int[] longestSteps() {
        int steps = record.steps();
        int stretches = Math.min(STRETCHES, steps);
        return IntStream.range(0, stretches)
                .map(i -> longest((int) ((long) i * steps / stretches), (int) ((i + 1L) * steps / stretches)))
                .toArray();
    }

    /** The longest step from {@code from} to before {@code to}. */
    private int longest(int from, int to) {
        int longest = from;
        for (int step = from + 1; step < to; step++) {
            longest = Math.abs(record.h(step)) > Math.abs(record.h(longest)) ? step : longest;
        }
        return longest;
    }

    /** The text of what has been found; nothing is computed for it. */
    @Override
    public synchronized String toString() {
        return largest == null
                ? "not asked for"
                : largest.map(Stiffness::toString).orElse("none");
    }
}
