package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.internal.anomaly.FiniteGuard;
import org.palinode.ode.internal.integrate.Integration;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.internal.integrate.PathGuard;
import org.palinode.ode.internal.integrate.StepGuard;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.noise.SolveNoise;
import org.palinode.ode.internal.progress.ProgressMeter;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveRequest;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.TimeWindows;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;

/** Solves the continuous adjoint equations of a run back in time, piece by piece. */
final class BacksolvePieces implements StepListener {
    private final FinishedSolve run;
    private final CompiledStep stepper;
    private final BacksolvePlans plans;
    private final List<Tensor> parameters;
    private final boolean adapts;
    private final ProgressMeter.Reports progress;
    private long evaluations;
    private long pullBacks;
    private int steps;

    private BacksolvePieces(
            FinishedSolve run, CompiledStep stepper, BacksolvePlans plans, List<Tensor> parameters, boolean adapts) {
        this.run = run;
        this.stepper = stepper;
        this.plans = plans;
        this.parameters = parameters;
        this.adapts = adapts;
        progress = run.request().progress().beginSweep();
    }

    /** Under noise methods that need drift and diffusion apart are refused: the whole is enough. */
    private static Program field(StepKey forward) {
        return forward.noise().isPresent() ? forward.field().eachOutput().get(0) : forward.field();
    }

    /** Begins in a stepper of its own, which {@link #giveBack} returns. */
    static BacksolvePieces begin(FinishedSolve run, WantedCotangents wanted) {
        StepKey forward = run.programs().key();
        ContinuousAdjoint equations = new ContinuousAdjoint(field(forward));
        StepSizeController controller = run.request().controller();
        StepPrograms programs = StepProgramCache.get(new StepKey(
                equations.field(),
                plain(forward.solver()),
                controller.errorScale(),
                forward.windows(),
                forward.noise()));
        List<Tensor> parameters = new ArrayList<>(run.parameters());
        forward.windows().ifPresent(i -> parameters.set(i, TimeWindows.reversed(parameters.get(i))));
        CompiledStep stepper = IdleSteps.take(programs);
        stepper.begin(parameters, run.request().noise());
        BacksolvePlans plans = BacksolvePlans.of(stepper, equations, wanted.parameters());
        plans.parameterBars().clear();
        boolean adapts = controller.errorScale().isPresent();
        if (!adapts) {
            stepper.choice().use(plans.stepAndQuadrature());
        }
        return new BacksolvePieces(run, stepper, plans, parameters, adapts);
    }

    /** The solver of the solution and its adjoint together, whose matrices have no structure. */
    private static Solver plain(Solver chosen) {
        Solver base = chosen instanceof Reversible wrapper ? wrapper.base() : chosen;
        return base.withStructure(MatrixStructure.dense());
    }

    /** Room for a solution and its adjoint, both 0. */
    AugmentedState room() {
        return new AugmentedState(Buffer.allocate(stepper.programs().signature().state()));
    }

    /** Arguments and closed-over tensors as they are for a solve back in time. */
    List<Tensor> parameters() {
        return parameters;
    }

    /** Solves one piece back in time, from and to {@code state}. */
    void solve(AugmentedState state, double from, double to) {
        if (from == to) {
            return;
        }
        SolveRequest forward = run.request();
        OptionalDouble dt0 = forward.dt0().stream().map(size -> -size).findFirst();
        StepSizeController controller = forward.controller().between(from, to);
        Buffer numbers = state.numbers();
        SolveNoise noise = forward.noise();
        Integration piece =
                new Integration(from, to, Tensor.copyOf(numbers), parameters, controller, dt0, noise.stops());
        StepSizes sizes = controller.begin(piece.span(stepper));
        stepper.start(from, numbers);
        StepGuard finite = forward.anomalies() ? new FiniteGuard(stepper, StepGuard.NONE) : StepGuard.NONE;
        StepGuard guard = PathGuard.before(finite, noise.shortestStep());
        Outcome outcome = IntegrationLoop.run(stepper, sizes, from, from, to, forward.maxSteps(), guard, List.of(this));
        if (forward.anomalies() && !outcome.isSuccessful()) {
            FiniteGuard.explain(stepper, outcome);
        }
        requireSuccess(outcome);
        steps += outcome.accepted();
        numbers.copyFrom(stepper.y());
    }

    private static void requireSuccess(Outcome outcome) {
        if (!outcome.isSuccessful()) {
            throw new GradientException(
                    "the backward solve of BacksolveAdjoint failed at t = " + outcome.t() + " after "
                            + outcome.accepted() + " steps: " + outcome.result().message()
                            + "; the exact adjoints need no backward solve");
        }
    }

    /** Adds up ḡ after a step was accepted where steps may be rejected; else the step itself does. */
    @Override
    public void accepted(int index, double t0, double t1, double h) {
        if (adapts) {
            plans.quadrature().plan().run();
            evaluations += plans.counted().evaluations();
        }
        pullBacks += plans.counted().pullBacks();
        double end = run.record().end();
        double start = run.request().t0();
        progress.at(t1, (end - t1) / (end - start), steps + index + 1, evaluations + stepper.evaluations());
    }

    /** Counts evaluations of the field by others. */
    void count(long more) {
        evaluations += more;
    }

    /** Cotangents of the parameters; null where not wanted. */
    List<Tensor> parameterBars() {
        return plans.parameterBars().copies();
    }

    /** Writes down what the pieces took. */
    ReportDraft addTo(ReportDraft draft) {
        return draft.steps(steps)
                .evaluations(evaluations + stepper.evaluations())
                .pullBacks(pullBacks)
                .bytes(stepper.arena().bytes() + run.rows().bytes());
    }

    void giveBack() {
        IdleSteps.giveBack(stepper);
    }
}
