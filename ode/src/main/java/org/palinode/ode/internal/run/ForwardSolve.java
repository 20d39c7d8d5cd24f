package org.palinode.ode.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.internal.anomaly.FailedStep;
import org.palinode.ode.internal.anomaly.FiniteGuard;
import org.palinode.ode.internal.event.EventGuard;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Events;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.internal.integrate.StepGuard;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.integrate.StopAfter;
import org.palinode.ode.internal.progress.SolveProgress;
import org.palinode.ode.internal.resync.LargestValues;
import org.palinode.ode.internal.resync.Resyncer;
import org.palinode.ode.internal.save.DenseRows;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.ReversibleSegment;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;

/** Runs a solve forward, with everything that listens to it, and keeps what its gradient needs. */
public final class ForwardSolve {
    private final CompiledStep stepper;
    private final List<Tensor> parameters;
    private final SaveAt saveAt;
    private final StartingPoint point;
    private final FinishedSolve.Setting setting;
    private final AcceptedSteps record;
    private final SavedRows rows;
    private final Retention retention;
    private final Optional<LargestValues> largest;
    private final Optional<Resyncer> resyncer;
    private final Optional<DenseRows> dense;
    private final Optional<EventGuard> watching;

    private ForwardSolve(
            CompiledStep stepper,
            StartingPoint point,
            List<Tensor> parameters,
            SaveAt saveAt,
            Optional<Events> events,
            Function<CompiledStep, Retention> keep) {
        this.stepper = stepper;
        this.point = point;
        this.parameters = parameters;
        this.saveAt = saveAt;
        double t0 = point.setting().t0();
        double direction = IntegrationLoop.direction(t0, point.setting().t1());
        record = point.stepSizes()
                .grid()
                .map(grid -> new AcceptedSteps(t0, grid, direction))
                .orElseGet(() -> new AcceptedSteps(t0));
        retention = keep.apply(stepper);
        largest = largest();
        resyncer = resyncer();
        setting = point.setting();
        rows = new SavedRows(saveAt, stepper, t0, setting.t1());
        dense = saveAt.isDense() ? Optional.of(new DenseRows(stepper)) : Optional.empty();
        watching = events.map(wanted -> new EventGuard(wanted, stepper, record, direction));
    }

    /**
     * Solves; ends early, with what was reached, where a step cannot be taken.
     *
     * @param start y0 [n], or all that it goes on from [(1 + states) n]
     * @param events what may end or change it on the way
     * @param keep what is kept for the gradient: {@link Adjoint#retain}, or {@link Retention#nothing} where there will be none
     */
    public static FinishedSolve run(
            StepPrograms programs,
            Tensor start,
            List<Tensor> parameters,
            FinishedSolve.Setting setting,
            SaveAt saveAt,
            Optional<Events> events,
            Function<CompiledStep, Retention> keep) {
        CompiledStep stepper = programs.stepper();
        if (saveAt.readsInside() || events.isPresent()) {
            stepper.beginDense(parameters);
        } else {
            stepper.begin(parameters);
        }
        StartingPoint point = new StartingPoint(stepper, start, parameters, setting);
        if (saveAt.keepsState()) {
            point.stepSizes().state(); // refuses, before any step, a controller that has none
        }
        FinishedSolve run = new ForwardSolve(stepper, point, parameters, saveAt, events, keep).run();
        programs.giveBack(stepper);
        return run;
    }

    private Optional<Resyncer> resyncer() {
        return stepper.programs().solver() instanceof Reversible reversible
                        && reversible.resync().isPresent()
                ? Optional.of(
                        new Resyncer(stepper, record, largest.orElseThrow(), point.segment(), retention::beforeResync))
                : Optional.empty();
    }

    private Optional<LargestValues> largest() {
        return stepper.programs().solver() instanceof ReversibleSolver || retention.measuresReturn()
                ? Optional.of(new LargestValues(stepper, point.segment().largest()))
                : Optional.empty();
    }

    private FinishedSolve run() {
        Outcome outcome = IntegrationLoop.run(
                stepper, point.stepSizes(), setting.t0(), setting.t1(), setting.maxSteps(), guard(), listeners());
        if (setting.anomalies() && !outcome.isSuccessful()) {
            FiniteGuard.explain(stepper, outcome);
        }
        retention.end(record.steps());
        if (outcome.isSuccessful()) {
            rows.finish(record.end(), outcome.t(), record.steps() - 1);
            outcome = FiniteGuard.isFinite(stepper.y()) ? outcome : outcome.with(Outcome.Result.NON_FINITE);
        }
        Optional<EventRecord> occurred = watching.map(EventGuard::record);
        return new FinishedSolve(
                stepper.programs(),
                point.start(),
                parameters,
                setting,
                record,
                rows,
                new OutputOrder(dense.isPresent(), saveAt.keepsState(), watching.isPresent()),
                outputs(occurred),
                retention.checkpoints(),
                retention.residuals(),
                outcome,
                stepper.evaluations(),
                stepper.jacobians(),
                bytes(),
                resyncer.map(Resyncer::largestGap).orElse(0.0),
                resyncer.map(Resyncer::deviation).orElse(0.0),
                largest.map(values -> new StateScale(values.ofAll())),
                occurred,
                outcome.isSuccessful() ? Optional.empty() : Optional.of(FailedStep.in(stepper, outcome)),
                saveAt.keepsState() && outcome.isSuccessful() ? Optional.of(state()) : Optional.empty());
    }

    private ResumePoint state() {
        int steps = record.steps();
        int n = stepper.programs().signature().state().size();
        Tensor end = Tensor.copyOf(stepper.state());
        Tensor vectors = end.slice(0, n, end.size())
                .reshape(stepper.programs().signature().carry(), n);
        SolverCarry solver = new SolverCarry(
                stepper.programs().solver(),
                vectors,
                steps == 0 ? point.lastStep() : record.h(steps - 1),
                resyncer.map(Resyncer::segment).orElse(ReversibleSegment.NEW));
        double direction = IntegrationLoop.direction(setting.t0(), setting.t1());
        return new ResumePoint(
                record.end(),
                Optional.of(solver),
                steps == 0
                        ? setting.from().controller()
                        : Optional.of(new ControllerState(
                                setting.controller(),
                                direction,
                                point.stepSizes().state())));
    }

    private StepGuard guard() {
        StepGuard guard = setting.steps() < Integer.MAX_VALUE ? new StopAfter(setting.steps()) : StepGuard.NONE;
        if (watching.isPresent()) {
            guard = watching.get();
        }
        return setting.anomalies() ? new FiniteGuard(stepper, guard) : guard;
    }

    private List<StepListener> listeners() {
        List<StepListener> listeners = new ArrayList<>(List.of(record, rows, retention));
        listeners.add(new SolveProgress(setting.progress(), stepper, setting.t0(), setting.t1()));
        largest.ifPresent(listeners::add);
        resyncer.ifPresent(listeners::add);
        dense.ifPresent(listeners::add);
        return listeners;
    }

    /** As {@link OutputOrder} has them. */
    private List<Tensor> outputs(Optional<EventRecord> occurred) {
        List<Tensor> outputs = new ArrayList<>(List.of(rows.values()));
        dense.ifPresent(values -> {
            outputs.add(values.values());
            outputs.add(Tensor.of(Shape.of(record.steps(), 2), record.timesAndSizes()));
        });
        if (saveAt.keepsState()) {
            outputs.add(Tensor.copyOf(stepper.state()));
        }
        occurred.ifPresent(happened -> outputs.addAll(List.of(
                happened.times(), happened.states(stepper.programs().signature().state()))));
        return outputs;
    }

    private long bytes() {
        return stepper.arena().bytes()
                + retention.checkpoints().bytes()
                + retention.residuals().map(StepResiduals::bytes).orElse(0L)
                + rows.bytes()
                + record.bytes()
                + dense.map(DenseRows::bytes).orElse(0L);
    }
}
