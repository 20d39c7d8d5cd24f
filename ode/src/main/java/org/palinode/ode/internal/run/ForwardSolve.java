package org.palinode.ode.internal.run;

import java.util.Optional;
import java.util.function.Function;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.internal.anomaly.FailedStep;
import org.palinode.ode.internal.anomaly.FiniteGuard;
import org.palinode.ode.internal.event.EventGuard;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.internal.resync.Resyncer;
import org.palinode.ode.internal.save.DenseRows;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.ReversibleSegment;
import org.palinode.ode.resume.SolverCarry;

/** Takes the steps of a request, with everything that watches them, and keeps what its gradient needs. */
public final class ForwardSolve {
    private final CompiledStep stepper;
    private final StartingPoint point;
    private final SolveRequest request;
    private final Observers observers;

    private ForwardSolve(CompiledStep stepper, StartingPoint point, Observers observers) {
        this.stepper = stepper;
        this.point = point;
        this.observers = observers;
        request = point.request();
    }

    /**
     * Solves; ends early, with what was reached, where a step cannot be taken.
     *
     * @param keep what is kept for the gradient, or {@link KeepNothing} where there will be none
     */
    public static FinishedSolve run(SolveRequest asked, Function<CompiledStep, Retention> keep) {
        CompiledStep stepper = IdleSteps.take(asked.programs());
        if (asked.readsInside()) {
            stepper.beginDense(asked.parameters(), asked.noise());
        } else {
            stepper.begin(asked.parameters(), asked.noise());
        }
        StartingPoint point = StartingPoint.of(asked, stepper);
        if (asked.saveAt().keepsState()) {
            point.sizes().state(); // refuses, before any step, a controller that has none
        }
        stepper.start(point.request().t0(), point.request().start().buffer());
        FinishedSolve finished = new ForwardSolve(stepper, point, Observers.of(point, stepper, keep)).run();
        IdleSteps.giveBack(stepper);
        return finished;
    }

    private FinishedSolve run() {
        Outcome outcome = IntegrationLoop.run(
                stepper,
                point.sizes(),
                request.heardFrom(),
                request.t0(),
                request.t1(),
                request.maxSteps(),
                observers.guard(request, stepper),
                observers.listeners(request, stepper));
        if (request.anomalies() && !outcome.isSuccessful()) {
            FiniteGuard.explain(stepper, outcome);
        }
        AcceptedSteps steps = observers.steps();
        observers.retention().end(steps.steps());
        if (outcome.isSuccessful()) {
            observers.rows().finish(steps.end(), outcome.t(), steps.steps() - 1);
            outcome = stepper.y().isFinite() ? outcome : outcome.with(Outcome.Result.NON_FINITE);
        }
        return finished(outcome);
    }

    private FinishedSolve finished(Outcome outcome) {
        Optional<EventRecord> occurred = observers.events().map(EventGuard::record);
        boolean keepsState = request.saveAt().keepsState();
        return new FinishedSolve(
                request,
                observers.steps(),
                observers.rows(),
                outputs(occurred),
                observers.retention().checkpoints(),
                observers.retention().residuals(),
                outcome,
                new SolveCost(
                        stepper.evaluations(),
                        stepper.diffusions(),
                        stepper.jacobians(),
                        stepper.arena().bytes() + observers.bytes()),
                returning(),
                occurred,
                outcome.isSuccessful() ? Optional.empty() : Optional.of(FailedStep.in(stepper, outcome)),
                keepsState && outcome.isSuccessful() ? Optional.of(end()) : Optional.empty());
    }

    private ReturnScale returning() {
        return new ReturnScale(
                observers.resyncer().map(Resyncer::largestGap).orElse(0.0),
                observers.resyncer().map(Resyncer::deviation).orElse(0.0),
                observers.largest().map(values -> new StateScale(values.ofAll())));
    }

    /** The point at which another solve may continue. */
    private ResumePoint end() {
        AcceptedSteps steps = observers.steps();
        boolean stays = steps.steps() == 0;
        SolverCarry solver = new SolverCarry(
                stepper.programs().solver(),
                carry(),
                stays ? request.stepBefore() : steps.h(steps.steps() - 1),
                observers.resyncer().map(Resyncer::segment).orElse(ReversibleSegment.NEW));
        Optional<ControllerState> controller = stays
                ? request.from().controller()
                : Optional.of(new ControllerState(
                        request.controller(), request.direction(), point.sizes().state()));
        return new ResumePoint(steps.end(), Optional.of(solver), controller);
    }

    /** The carry at the end [carry, n]. */
    private Tensor carry() {
        int n = stepper.programs().signature().state().size();
        Tensor end = Tensor.copyOf(stepper.state());
        return end.slice(0, n, end.size())
                .reshape(stepper.programs().signature().carry(), n);
    }

    private SolveOutputs<Tensor> outputs(Optional<EventRecord> occurred) {
        AcceptedSteps steps = observers.steps();
        Optional<DenseRows> dense = observers.dense();
        TensorType state = stepper.programs().signature().state();
        return new SolveOutputs<>(
                observers.rows().values(),
                dense.map(DenseRows::values).orElse(null),
                dense.isPresent() ? Tensor.of(Shape.of(steps.steps(), 2), steps.timesAndSizes()) : null,
                request.saveAt().keepsState() ? Tensor.copyOf(stepper.state()) : null,
                occurred.map(EventRecord::times).orElse(null),
                occurred.map(happened -> happened.states(state)).orElse(null));
    }
}
