package org.palinode.ode.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.palinode.ode.internal.anomaly.FiniteGuard;
import org.palinode.ode.internal.event.EventGuard;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.integrate.PathGuard;
import org.palinode.ode.internal.integrate.StepGuard;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.integrate.StopAfter;
import org.palinode.ode.internal.progress.SolveProgress;
import org.palinode.ode.internal.resync.LargestValues;
import org.palinode.ode.internal.resync.Resyncer;
import org.palinode.ode.internal.save.DenseRows;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;

/**
 * All that watches the steps of a solve, of which the loop knows nothing.
 *
 * @param steps the accepted ones
 * @param rows what is saved
 * @param retention what is kept for a gradient
 * @param largest the largest |y|, where a start may be brought back
 * @param resyncer of a reversible wrapper
 * @param dense the inside of steps, where it is asked for
 * @param events that may end or change the solve
 */
record Observers(
        AcceptedSteps steps,
        SavedRows rows,
        Retention retention,
        Optional<LargestValues> largest,
        Optional<Resyncer> resyncer,
        Optional<DenseRows> dense,
        Optional<EventGuard> events) {
    static Observers of(StartingPoint point, CompiledStep stepper, Function<CompiledStep, Retention> keep) {
        SolveRequest request = point.request();
        AcceptedSteps steps = accepted(point);
        Retention retention = keep.apply(stepper);
        Optional<LargestValues> largest = largest(point, stepper, retention);
        return new Observers(
                steps,
                new SavedRows(request.saveAt(), stepper, request.t0(), request.t1()),
                retention,
                largest,
                largest.flatMap(values -> resyncer(point, stepper, steps, retention, values)),
                request.saveAt().isDense() ? Optional.of(new DenseRows(stepper)) : Optional.empty(),
                request.events()
                        .map(wanted -> new EventGuard(
                                wanted,
                                stepper,
                                steps,
                                request.direction(),
                                request.noise().shortestStep())));
    }

    private static AcceptedSteps accepted(StartingPoint point) {
        double t0 = point.request().heardFrom();
        return point.sizes()
                .grid()
                .map(grid -> new AcceptedSteps(t0, grid, point.request().direction()))
                .orElseGet(() -> new AcceptedSteps(t0));
    }

    private static Optional<LargestValues> largest(StartingPoint point, CompiledStep stepper, Retention retention) {
        return stepper.programs().solver() instanceof ReversibleSolver || retention.measuresReturn()
                ? Optional.of(new LargestValues(stepper, point.segment().largest()))
                : Optional.empty();
    }

    private static Optional<Resyncer> resyncer(
            StartingPoint point,
            CompiledStep stepper,
            AcceptedSteps steps,
            Retention retention,
            LargestValues largest) {
        return stepper.programs().solver() instanceof Reversible reversible
                        && reversible.resync().isPresent()
                ? Optional.of(new Resyncer(stepper, steps, largest, point.segment(), retention::beforeResync))
                : Optional.empty();
    }

    /** In the order in which they are told. */
    List<StepListener> listeners(SolveRequest request, CompiledStep stepper) {
        List<StepListener> listeners = new ArrayList<>(List.of(steps, rows, retention));
        listeners.add(new SolveProgress(request.progress(), stepper, request.t0(), request.t1()));
        largest.ifPresent(listeners::add);
        resyncer.ifPresent(listeners::add);
        dense.ifPresent(listeners::add);
        return listeners;
    }

    StepGuard guard(SolveRequest request, CompiledStep stepper) {
        StepGuard guard = request.steps() < Integer.MAX_VALUE ? new StopAfter(request.steps()) : StepGuard.NONE;
        if (events.isPresent()) {
            guard = events.get();
        }
        guard = PathGuard.before(guard, request.noise().shortestStep());
        return request.anomalies() ? new FiniteGuard(stepper, guard) : guard;
    }

    /** Bytes held outside the stepper. */
    long bytes() {
        return retention.checkpoints().bytes()
                + retention.residuals().map(ResidualStore::bytes).orElse(0L)
                + rows.bytes()
                + steps.bytes()
                + dense.map(DenseRows::bytes).orElse(0L);
    }
}
