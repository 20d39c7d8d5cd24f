package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Firing;
import org.palinode.ode.internal.event.Trouble;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.OutputOrder;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.save.SubSaveAt;

/** The solution of a differential equation: the saved values, and how they were come by. */
public final class Solution<Y> {
    private final FinishedSolve run;
    private final TracedProblem<Y> problem;
    private final StateLayout<Y> layout;
    private final Tensor rows;
    private final List<Tensor> outputs;
    private final Tensor end;
    private final Tensor y0;
    private final Tensor eventTimes;
    private final Tensor eventStates;
    private final SavedReader<Y> saved;

    Solution(FinishedSolve run, TracedProblem<Y> problem, Tensor y0, SavedReader<Y> saved, List<Tensor> outputs) {
        this.run = run;
        this.problem = problem;
        this.layout = problem.layout();
        this.y0 = y0;
        this.saved = saved;
        this.outputs = outputs;
        OutputOrder order = run.order();
        rows = outputs.get(order.rows());
        end = order.hasEnd() ? outputs.get(order.end()) : null;
        eventTimes = order.hasEvents() ? outputs.get(order.eventTimes()) : null;
        eventStates = order.hasEvents() ? outputs.get(order.eventStates()) : null;
    }

    /** The times of the saved values. */
    public double[] ts() {
        requireNoSubs();
        return run.rows().times();
    }

    /** The saved values: the state's tree with tensors [times, ...]. */
    public Y ys() {
        requireNoSubs();
        return layout.unflattenRows(rows);
    }

    /** Saved value {@code index}; negative ones count from the end. */
    public Y y(int index) {
        requireNoSubs();
        if (rows.shape().dim(0) == 0) {
            throw new IllegalStateException("this solution has no saved values" + whyNone());
        }
        return layout.unflatten(rows.index(0, index));
    }

    /** The values of one output of a solve that was asked for several ({@code SaveAt.subs}). Its function is applied at each call. */
    public <R> Saved<R> saved(SubSaveAt<Y, ?, R> sub) {
        Objects.requireNonNull(sub, "saved needs one of the SubSaveAt that were given to SaveAt.subs, got null");
        return saved.read(sub, rows, eventTimes);
    }

    private void requireNoSubs() {
        if (saved.hasSubs()) {
            throw new IllegalStateException(
                    "this solution has several outputs; read each by saved(sub), with the SubSaveAt given to SaveAt.subs");
        }
    }

    /** The last saved value: the one at t1, where that is kept. */
    public Y y1() {
        return y(-1);
    }

    private String whyNone() {
        double t = run.record().end();
        if (!isSuccessful()) {
            return ": the solve failed at t = " + t + ", before the first of them ("
                    + outcome().result()
                    + "); explain() says why, and SaveAt.t0() or andSteps() would keep what comes before";
        }
        return outcome().result() == Outcome.Result.EVENT_OCCURRED && run.rows().givenTimes().length > 0
                ? ": an event ended the solve at t = " + t
                        + ", before the first of the times they were asked for at; ask for the"
                        + " state there too, with SaveAt.ts(...).andT1(), or read it from events()"
                : "; ask for some with SaveAt.t1() or SaveAt.ts(...)";
    }

    /** The solution at any time between t0 and t1, by the solver's dense output; needs {@code SaveAt.dense()}. */
    public Y evaluate(double t) {
        return evaluate(Tensor.scalar(t));
    }

    /** As {@link #evaluate(double)}, at a time (a float64 scalar) with respect to which the value may be differentiated. */
    public Y evaluate(Tensor t) {
        SolveChecks.time(t, "t");
        return layout.unflatten(DenseOutput.of(run, y0, outputs).evaluate(t));
    }

    /** dy/dt of the dense output (not the vector field) at a time between t0 and t1; needs {@code SaveAt.dense()}, and a step. */
    public Y derivative(double t) {
        return layout.unflatten(DenseOutput.of(run, y0, outputs).derivative(t));
    }

    /**
     * What occurred, in the order of time; if an event ended the solve it is the last. Several at one time follow each other in the order in
     * which they were given. Times and states can be differentiated.
     */
    public List<EventOccurrence<Y>> events() {
        List<EventOccurrence<Y>> all = new ArrayList<>();
        List<Firing> firings = run.events().map(EventRecord::firings).orElse(List.of());
        for (Firing firing : firings) {
            for (Firing.Occurrence occurrence : firing.occurrences()) {
                int number = all.size();
                Y y = layout.unflatten(eventStates.index(0, number));
                all.add(new EventOccurrence<>(occurrence.event(), eventTimes.get(number), y));
            }
        }
        return all;
    }

    /**
     * Where the solve ended, besides y: with it another one goes on as if it were the same ({@link SolveOptions#from}). Needs
     * {@code SaveAt.andState()}. Gradients go through what the solver hands on.
     *
     * @throws IllegalStateException if the state was not kept, or the solve failed
     */
    public ResumePoint state() {
        if (end == null) {
            throw new IllegalStateException(
                    "this solution did not keep where it ended; ask for it with SaveAt.t1().andState()");
        }
        run.resetAtEnd().ifPresent(event -> {
            throw new IllegalStateException("event " + event + " changes the state at t = "
                    + run.record().end()
                    + ", where this solve ended before the change, so there is none to go on from; end it"
                    + " elsewhere, or apply the change to y1 and begin from there");
        });
        ResumePoint state = run.state()
                .orElseThrow(() -> new IllegalStateException("a failed solve has no state to go on from: "
                        + run.outcome().result().message() + "; it ended at t = "
                        + run.record().end()
                        + ", go on from its last saved value alone"));
        SolverCarry solver = state.solver().orElseThrow();
        int n = y0.size();
        Tensor vectors = end.slice(0, n, end.size()).reshape(end.size() / n - 1, n);
        SolverCarry handedOn = new SolverCarry(
                problem.solver(), vectors, solver.lastStep(), solver.segment(), Optional.of(problem.origin(flatEnd())));
        return new ResumePoint(state.t(), Optional.of(handedOn), state.controller());
    }

    /** y where the solve ended. */
    Tensor flatEnd() {
        return end.slice(0, 0, y0.size());
    }

    /** t0 and the end of every accepted step. */
    public double[] stepTimes() {
        return run.record().times();
    }

    /** How the solve ended. */
    public Outcome outcome() {
        return run.outcome();
    }

    /**
     * How the solve ended, in some lines: t, h, the last five sizes, rejections by cause; where it failed also the largest component of the
     * state by its name in the tree, what was not finite, how stiff the problem looks, and advice; where it succeeded, whether steps are beyond what an
     * explicit solver's stability bears, so that gradients may not be the solution's (docs/stiff.md). That takes the steps once more.
     */
    public String explain() {
        return new Explanation(run, layout).toString();
    }

    /** What a failed solve shows besides its result, and what to do about it. */
    Optional<String> advice() {
        return new Advice(run, layout).text();
    }

    /** The event for which the solve could not go on. */
    Optional<Trouble> trouble() {
        return run.events().flatMap(EventRecord::trouble);
    }

    public boolean isSuccessful() {
        return run.outcome().isSuccessful();
    }

    public Statistics statistics() {
        Outcome outcome = run.outcome();
        return new Statistics(
                outcome.accepted() + outcome.rejected(),
                outcome.accepted(),
                outcome.rejected(),
                outcome.rejections(),
                run.evaluations(),
                run.jacobians(),
                run.bytes(),
                run.record().resyncs(),
                run.record().stored(),
                run.largestGap(),
                run.deviation());
    }

    @Override
    public String toString() {
        int count = rows.shape().dim(0);
        return "Solution[" + outcome().result() + ", " + count + " saved values, "
                + outcome().accepted() + " steps to t = " + run.record().end() + "]"
                + (count == 0 ? "" : "\nlast: " + layout.unflatten(rows.index(0, -1)));
    }
}
