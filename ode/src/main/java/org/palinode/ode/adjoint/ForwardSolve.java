package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.controller.Span;
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
import org.palinode.ode.integrate.Segment;
import org.palinode.ode.integrate.SolveState;
import org.palinode.ode.integrate.SolverState;
import org.palinode.ode.integrate.StepGuard;
import org.palinode.ode.integrate.StepListener;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.StepRecord;
import org.palinode.ode.integrate.StopAfter;
import org.palinode.ode.progress.SolveProgress;
import org.palinode.ode.save.DenseRows;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SavedRows;
import org.palinode.ode.solver.Reversible;

/** Runs a solve forward, with everything that listens to it, and keeps what its gradient needs. */
public final class ForwardSolve {
    private final CompiledStepper stepper;
    private final List<Tensor> parameters;
    private final SaveAt saveAt;
    private final StepSizes sizes;
    private final Optional<Resyncer> resyncer;
    private final StepRecord record;
    private final SavedRows rows;
    private final Retention retention;
    private final Optional<DenseRows> dense;
    private final Optional<EventGuard> watching;
    private Run.Setting setting;
    private Tensor start;

    private ForwardSolve(
            CompiledStepper stepper,
            Tensor given,
            List<Tensor> parameters,
            Run.Setting asked,
            SaveAt saveAt,
            Optional<Events> events,
            Function<CompiledStepper, Retention> keep) {
        this.stepper = stepper;
        this.parameters = parameters;
        this.saveAt = saveAt;
        setting = asked;
        start = given;
        sizes = sizes();
        if (saveAt.keepsState()) {
            sizes.state(); // refuses, before any step, a controller that has none
        }
        double t0 = firstStart();
        if (t0 != setting.t0()) {
            beginAt(t0); // the field jumped where the other solve ended
        }
        stepper.start(t0, start.buffer());
        record = new StepRecord(t0);
        retention = keep.apply(stepper);
        resyncer = resyncer();
        if (!resyncer.map(rule -> rule.continues(segment())).orElse(true)) {
            beginAt(t0);
            stepper.start(t0, start.buffer());
        }
        rows = new SavedRows(saveAt, stepper, t0, setting.t1());
        dense = saveAt.isDense() ? Optional.of(new DenseRows(stepper)) : Optional.empty();
        double direction = IntegrationLoop.direction(t0, setting.t1());
        watching = events.map(wanted -> new EventGuard(wanted, stepper, record, direction));
    }

    /**
     * Solves; ends early, with what was reached, where a step cannot be taken.
     *
     * @param start y0 [n], or all that it goes on from [(1 + states) n]
     * @param events what may end or change it on the way
     * @param keep what is kept for the gradient: {@link Adjoint#retain}, or {@link Retention#nothing} where there will be none
     */
    public static Run run(
            StepPrograms programs,
            Tensor start,
            List<Tensor> parameters,
            Run.Setting setting,
            SaveAt saveAt,
            Optional<Events> events,
            Function<CompiledStepper, Retention> keep) {
        CompiledStepper stepper = programs.stepper();
        stepper.begin(parameters, saveAt.readsInside() || events.isPresent());
        Run run = new ForwardSolve(stepper, start, parameters, setting, saveAt, events, keep).run();
        programs.giveBack(stepper);
        return run;
    }

    private StepSizes sizes() {
        Span span = Integration.span(
                stepper, setting.controller(), setting.t0(), setting.t1(), setting.dt0(), y0(), parameters);
        Optional<ControllerState> known = setting.from().controller();
        return known.isPresent()
                ? known.get().resumed(setting.controller(), span)
                : setting.controller().begin(span);
    }

    private Tensor y0() {
        return start.slice(0, 0, stepper.programs().stateType().size());
    }

    private double firstStart() {
        double direction = IntegrationLoop.direction(setting.t0(), setting.t1());
        boolean goesOn = setting.from().controller().isPresent();
        return goesOn ? direction * sizes.nextStart(direction * setting.t0()) : setting.t0();
    }

    /** Begins with nothing but y, whatever was handed on. */
    private void beginAt(double t0) {
        setting = setting.beginningAt(t0);
        start = y0();
    }

    private Optional<Resyncer> resyncer() {
        return stepper.programs().solver() instanceof Reversible reversible
                        && reversible.resync().isPresent()
                ? Optional.of(new Resyncer(stepper, record, reversible, retention::beforeResync))
                : Optional.empty();
    }

    private double lastStepBefore() {
        return setting.from().solver().map(SolverState::lastStep).orElse(0.0);
    }

    private Segment segment() {
        return setting.from().solver().map(SolverState::segment).orElse(Segment.NEW);
    }

    private Run run() {
        Outcome outcome = IntegrationLoop.run(
                stepper, sizes, setting.t0(), setting.t1(), setting.maxSteps(), guard(), listeners());
        retention.end(record.steps());
        if (outcome.isSuccessful()) {
            rows.finish(record.end(), record.steps() - 1);
            outcome = FiniteGuard.isFinite(stepper.y()) ? outcome : outcome.with(Outcome.Result.NON_FINITE);
        }
        Optional<EventRecord> occurred = watching.map(EventGuard::record);
        return new Run(
                stepper.programs(),
                start,
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
                occurred,
                outcome.isSuccessful() ? Optional.empty() : Optional.of(FailedStep.in(stepper, outcome)),
                saveAt.keepsState() && outcome.isSuccessful() ? Optional.of(state()) : Optional.empty());
    }

    private SolveState state() {
        int steps = record.steps();
        int n = stepper.programs().stateType().size();
        Tensor end = BackwardPass.copy(stepper.state());
        Tensor vectors = end.slice(0, n, end.size()).reshape(stepper.programs().states(), n);
        SolverState solver = new SolverState(
                stepper.programs().solver(),
                vectors,
                steps == 0 ? lastStepBefore() : record.h(steps - 1),
                resyncer.map(rule -> rule.segment(steps)).orElse(Segment.NEW));
        double direction = IntegrationLoop.direction(setting.t0(), setting.t1());
        return new SolveState(
                record.end(),
                Optional.of(solver),
                steps == 0
                        ? setting.from().controller()
                        : Optional.of(new ControllerState(setting.controller(), direction, sizes.state())));
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
            outputs.add(BackwardPass.copy(stepper.state()));
        }
        occurred.ifPresent(happened -> outputs.addAll(
                List.of(happened.times(), happened.states(stepper.programs().stateType()))));
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
