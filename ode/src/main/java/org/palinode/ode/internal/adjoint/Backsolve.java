package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.internal.anomaly.FiniteGuard;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.integrate.Integration;
import org.palinode.ode.internal.integrate.IntegrationLoop;
import org.palinode.ode.internal.integrate.StepGuard;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.progress.ProgressMeter;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveRequest;
import org.palinode.ode.internal.save.SavedRows;
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

/** Backward solve of the continuous adjoint, piece by piece between saved times. */
final class Backsolve {
    private final FinishedSolve run;
    private final OutputCotangents cotangents;
    private final WantedCotangents wanted;
    private final StepPrograms programs;
    private final CompiledStep stepper;
    private final BacksolvePlans plans;
    private final List<Tensor> parameters;
    private final TimeCotangents times;
    private final ProgressMeter.Reports progress;
    private final int n;
    private long evaluations;
    private long pullBacks;
    private long recomputed;
    private int steps;

    Backsolve(FinishedSolve run, OutputCotangents cotangents, WantedCotangents wanted) {
        this.run = run;
        this.cotangents = cotangents;
        this.wanted = wanted;
        n = run.y0().size();
        times = new TimeCotangents(run, wanted.times());
        progress = run.request().progress().beginSweep();
        Solver chosen = run.programs().solver();
        Solver plain = (chosen instanceof Reversible wrapper ? wrapper.base() : chosen)
                .withStructure(MatrixStructure.dense()); // of the solution and its adjoint together
        ContinuousAdjoint equations = new ContinuousAdjoint(run.programs().key().field());
        StepKey forward = run.programs().key();
        programs = StepProgramCache.get(
                new StepKey(equations.field(), plain, run.request().controller().errorScale(), forward.windows()));
        parameters = new ArrayList<>(run.parameters());
        forward.windows().ifPresent(i -> parameters.set(i, TimeWindows.reversed(parameters.get(i))));
        stepper = IdleSteps.take(programs);
        stepper.begin(parameters);
        plans = BacksolvePlans.of(stepper, equations, wanted.parameters());
        if (!adapts()) {
            stepper.choice().use(plans.stepAndQuadrature());
        }
    }

    /** True if steps may be rejected: then ḡ is added up after a step was accepted, and otherwise in the step itself. */
    private boolean adapts() {
        return run.request().controller().errorScale().isPresent();
    }

    Gradients pullBack(double limit) {
        plans.parameterBars().forEach(bar -> bar.fill(0));
        Buffer state = Buffer.allocate(programs.signature().state());
        putEnd(state);
        double time = run.record().end();
        int row = cotangents.rows() == null ? -1 : run.rows().size() - 1;
        double[] rowTimes = run.rows().times();
        while (row >= 0 && run.rows().step(row) != SavedRows.START) {
            solve(state, time, rowTimes[row]);
            time = rowTimes[row];
            copy(run.values().buffer(), row * n, state, 0);
            addTime(row);
            addCotangent(state, row--);
        }
        solve(state, time, run.request().t0());
        double mismatch =
                run.scaleOfReturn().difference(run.y0(), vector(state, 0)).item();
        requireReturn(mismatch, limit);
        while (row >= 0 && run.rows().isAtGivenTime(row)) {
            addTime(row);
            addCotangent(state, row--);
        }
        if (times.areWanted()) { // what is saved later starts at y0 with slope f
            times.addPoint(0, -alongSlope(run.request().t0(), run.y0(), vector(state, 1), run.parameters()));
        }
        while (row >= 0) {
            addCotangent(state, row--);
        }
        Gradients gradients = gradients(state, mismatch);
        IdleSteps.giveBack(stepper);
        return gradients;
    }

    /** Refuses a gradient whose solution did not come back to y0. */
    private static void requireReturn(double mismatch, double limit) {
        if (!Double.isFinite(mismatch)) {
            throw new GradientException(
                    "the backward solve of BacksolveAdjoint lost the solution on its way to t0: it is not finite there;"
                            + " use one of the exact adjoints, such as RecursiveCheckpointAdjoint");
        }
        if (mismatch > limit) {
            throw new GradientException("the backward solve of BacksolveAdjoint came back to t0 with y off by "
                    + mismatch
                    + " relative, more than its limit of " + limit + ", and its gradient would be wrong; tighten the"
                    + " tolerances or the steps, or use an exact adjoint, such as ReversibleAdjoint");
        }
    }

    /** The end of the solve, recomputed if the recording adjoint did not keep it. */
    private void putEnd(Buffer state) {
        CompiledStep forward = IdleSteps.take(run.programs());
        forward.begin(run.parameters());
        Recomputation states = new Recomputation(run.record(), forward, run.kept(), 1);
        states.load(run.steps());
        evaluations += forward.evaluations();
        recomputed = states.steps();
        copy(forward.y(), 0, state, 0);
        IdleSteps.giveBack(forward);
    }

    private void copy(Buffer from, int start, Buffer to, int place) {
        for (int i = 0; i < n; i++) {
            to.set(place + i, from.get(start + i));
        }
    }

    private void addCotangent(Buffer state, int row) {
        for (int i = 0; i < n; i++) {
            state.set(n + i, state.get(n + i) + cotangents.rows().get(row * n + i));
        }
    }

    /** A row moves with its time along the slope: given times, the end, and ends of steps that move with t0 and t1. */
    private void addTime(int row) {
        if (!times.areWanted()) {
            return;
        }
        Tensor y = vector(run.values().buffer(), row);
        double bar = alongSlope(run.rows().times()[row], y, vector(cotangents.rows(), row), parameters);
        if (run.rows().isAtGivenTime(row)) {
            times.addGiven(row, bar);
        } else {
            times.addPoint(run.rows().step(row) + 1, bar);
        }
    }

    /** bar · f(t, y), on the side of t from which the solve comes that has these parameters. */
    private double alongSlope(double t, Tensor y, Tensor bar, List<Tensor> values) {
        List<Tensor> inputs = FieldInputs.of(Tensor.scalar(t), y, values);
        Program field = run.programs().key().heldField();
        evaluations++;
        return new Call(field).apply(inputs).get(0).dot(bar).item();
    }

    private Tensor vector(Buffer rows, int row) {
        return Tensor.copyOf(rows.slice(row * n, run.y0().shape()));
    }

    /** Solves one piece back in time, from and to {@code state}. */
    private void solve(Buffer state, double from, double to) {
        if (from == to) {
            return;
        }
        SolveRequest forward = run.request();
        OptionalDouble dt0 =
                forward.dt0().isPresent() ? OptionalDouble.of(-forward.dt0().getAsDouble()) : forward.dt0();
        StepSizeController controller = forward.controller().between(from, to);
        Integration piece = new Integration(from, to, Tensor.copyOf(state), parameters, controller, dt0);
        StepSizes sizes = controller.begin(piece.span(stepper));
        stepper.start(from, state);
        StepGuard guard = forward.anomalies() ? new FiniteGuard(stepper, StepGuard.NONE) : StepGuard.NONE;
        Outcome outcome = IntegrationLoop.run(stepper, sizes, from, to, forward.maxSteps(), guard, List.of(listener()));
        if (forward.anomalies() && !outcome.isSuccessful()) {
            FiniteGuard.explain(stepper, outcome);
        }
        if (!outcome.isSuccessful()) {
            throw new GradientException(
                    "the backward solve of BacksolveAdjoint failed at t = " + outcome.t() + " after "
                            + outcome.accepted() + " steps: " + outcome.result().message()
                            + "; the exact adjoints need no backward solve");
        }
        steps += outcome.accepted();
        state.copyFrom(stepper.y());
    }

    private StepListener listener() {
        boolean adapts = adapts();
        return new StepListener() {
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
        };
    }

    private Gradients gradients(Buffer state, double mismatch) {
        List<Tensor> parameters = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < run.parameters().size(); i++) {
            parameters.add(
                    wanted.parameters().get(i)
                            ? Tensor.copyOf(plans.parameterBars().get(next++))
                            : null);
        }
        GradientReport report = new ReportDraft("backsolve", run)
                .ofContinuousSolution()
                .steps(steps)
                .recomputedSteps(recomputed)
                .evaluations(evaluations + stepper.evaluations())
                .pullBacks(pullBacks)
                .bytes(stepper.arena().bytes() + run.rows().bytes())
                .worstMismatch(mismatch)
                .finish();
        return new Gradients(new SolveInputs(vector(state, 1), parameters, times.tensors()), report);
    }
}
