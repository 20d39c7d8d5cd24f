package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.event.EventGuard;
import org.palinode.ode.event.EventRecord;
import org.palinode.ode.event.Events;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.FailedStep;
import org.palinode.ode.integrate.FiniteGuard;
import org.palinode.ode.integrate.Integration;
import org.palinode.ode.integrate.IntegrationLoop;
import org.palinode.ode.integrate.Outcome;
import org.palinode.ode.integrate.Resyncer;
import org.palinode.ode.integrate.StepGuard;
import org.palinode.ode.integrate.StepListener;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.StepRecord;
import org.palinode.ode.progress.SolveProgress;
import org.palinode.ode.save.DenseRows;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SavedRows;
import org.palinode.ode.solver.Reversible;

/** Runs a solve forward, with everything that listens to it, and keeps what its gradient needs. */
public final class ForwardSolve {
    private ForwardSolve() {}

    /**
     * Solves from y0 [n]; ends early, with what was reached, where a step cannot be taken.
     *
     * @param events what may end or change it on the way
     * @param keep what is kept for the gradient: {@link Adjoint#retain}, or {@link Retention#nothing} where there will be none
     */
    public static Run run(
            StepPrograms programs,
            Tensor y0,
            List<Tensor> parameters,
            Run.Setting setting,
            SaveAt saveAt,
            Optional<Events> events,
            Function<CompiledStepper, Retention> keep) {
        CompiledStepper stepper = programs.stepper();
        stepper.begin(parameters, saveAt.readsInside() || events.isPresent());
        StepSizes sizes = Integration.stepSizes(
                stepper, setting.controller(), setting.t0(), setting.t1(), setting.dt0(), y0, parameters);
        stepper.start(setting.t0(), y0.buffer());

        StepRecord record = new StepRecord(setting.t0());
        SavedRows rows = new SavedRows(saveAt, stepper, setting.t0(), setting.t1());
        Retention retention = keep.apply(stepper);
        List<StepListener> listeners = new ArrayList<>(List.of(record, rows, retention));
        listeners.add(new SolveProgress(setting.progress(), stepper, setting.t0(), setting.t1()));
        Resyncer resyncer = null;
        if (programs.solver() instanceof Reversible reversible
                && reversible.resync().isPresent()) {
            resyncer = new Resyncer(stepper, record, reversible, retention::beforeResync);
            listeners.add(resyncer);
        }
        DenseRows dense = saveAt.isDense() ? new DenseRows(stepper) : null;
        if (dense != null) {
            listeners.add(dense);
        }

        double direction = IntegrationLoop.direction(setting.t0(), setting.t1());
        EventGuard guard = events.map(wanted -> new EventGuard(wanted, stepper, record, direction))
                .orElse(null);
        StepGuard watching = guard == null ? StepGuard.NONE : guard;
        Outcome outcome = IntegrationLoop.run(
                stepper,
                sizes,
                setting.t0(),
                setting.t1(),
                setting.maxSteps(),
                setting.anomalies() ? new FiniteGuard(stepper, watching) : watching,
                listeners);
        retention.end(record.steps());
        if (outcome.isSuccessful()) {
            rows.finish(record.end(), record.steps() - 1);
            outcome = isFinite(stepper.y()) ? outcome : outcome.with(Outcome.Result.NON_FINITE);
        }
        Optional<FailedStep> failure =
                outcome.isSuccessful() ? Optional.empty() : Optional.of(FailedStep.in(stepper, outcome));
        List<Tensor> outputs = new ArrayList<>(List.of(rows.values()));
        if (dense != null) {
            outputs.add(dense.values());
            outputs.add(Tensor.of(Shape.of(record.steps(), 2), record.timesAndSizes()));
        }
        Optional<EventRecord> occurred = events.map(wanted -> new EventRecord(wanted, guard.firings()));
        occurred.ifPresent(
                happened -> outputs.addAll(List.of(happened.times(), happened.states(programs.stateType()))));
        long bytes = stepper.arena().bytes()
                + retention.checkpoints().bytes()
                + retention.residuals().map(StepResiduals::bytes).orElse(0L)
                + rows.bytes()
                + record.bytes()
                + (dense == null ? 0 : dense.bytes());
        Run run = new Run(
                programs,
                y0,
                parameters,
                setting,
                record,
                rows,
                outputs,
                retention.checkpoints(),
                retention.residuals(),
                outcome,
                stepper.evaluations(),
                stepper.jacobians(),
                bytes,
                resyncer == null ? 0 : resyncer.largestGap(),
                occurred,
                failure);
        programs.giveBack(stepper);
        return run;
    }

    private static boolean isFinite(Buffer y) {
        for (int i = 0; i < y.size(); i++) {
            if (!Double.isFinite(y.get(i))) {
                return false;
            }
        }
        return true;
    }
}
