package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
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
import org.palinode.ode.internal.step.StepPrograms;
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
    private final UndampedGap gap;
    private Optional<Stiffness> largest;

    public LargestStiffness(FinishedSolve run) {
        request = run.request();
        record = run.record();
        gap = new UndampedGap(run);
    }

    @Override
    public synchronized Optional<Stiffness> find() {
        if (largest == null) {
            largest = StiffnessEstimate.isKnown(programs()) ? found() : Optional.empty();
        }
        return largest;
    }

    /** Besides steps that are too long, a second value of y that left it in spite of short ones. */
    @Override
    public Optional<String> warning() {
        return beyondStability().or(gap::warning);
    }

    /** Advice if the longest steps are beyond the stability of the solver. */
    public Optional<String> beyondStability() {
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
        List<Stiffness> all = new ArrayList<>();
        RepeatedSteps.read(request, record, steps -> {
            for (int step : longestSteps()) {
                steps.advanceTo(step);
                Tensor y = Tensor.copyOf(steps.stepper().y());
                all.add(StiffnessEstimate.of(programs(), record.t(step), record.h(step), y, request.parameters()));
            }
        });
        return all.stream()
                .reduce((most, here) -> here.product() > most.product() ? here : most)
                .filter(Stiffness::isFinite);
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
