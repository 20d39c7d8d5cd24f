package org.palinode.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Firing;
import org.palinode.ode.internal.event.Trouble;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;
import org.palinode.ode.save.SubSaveAt;

/** The solution of a differential equation: the saved values, and statistics of the solve. */
public final class Solution<Y> {
    private final StateLayout<Y> layout;
    private final SavedReader<Y> saved;
    private final Tensor rows;
    private final FinishedSolution<Y> finished;

    /** @param finished all else; null where the solve stands in a program, and has not run */
    Solution(SavedReader<Y> saved, Tensor rows, FinishedSolution<Y> finished) {
        this.saved = saved;
        this.rows = rows;
        this.finished = finished;
        layout = saved.layout();
    }

    private FinishedSolution<Y> finished() {
        if (finished == null) {
            throw new UnsupportedOperationException(
                    "this solve stands in a program that is being traced, and has not run: ys, y1, y and saved give its values, but how"
                            + " it went and what it took is known after a run alone; ask for that outside of compile, checkpoint and vmap");
        }
        return finished;
    }

    /** All saved rows [m, n]. */
    Tensor rows() {
        return rows;
    }

    private FinishedSolve run() {
        return finished().run();
    }

    /**
     * The times of the saved values, in order, in the unit of t.
     *
     * @throws IllegalStateException if the solve has several outputs
     */
    public double[] ts() {
        requireNoSubs();
        return saved.times();
    }

    /**
     * The saved values: the tree of the state with tensors [times, ...].
     *
     * @throws IllegalStateException if the solve has several outputs
     */
    public Y ys() {
        requireNoSubs();
        return layout.unflattenRows(rows);
    }

    /**
     * Saved value {@code index}; negative indices count from the end.
     *
     * @throws IllegalStateException if there are no saved values, or the solve has several outputs
     * @throws IllegalArgumentException if there are fewer
     */
    public Y y(int index) {
        requireNoSubs();
        if (rows.shape().dim(0) == 0) {
            throw new IllegalStateException("this solution has no saved values" + whyNone());
        }
        return layout.unflatten(rows.index(0, index));
    }

    /**
     * The values of one of several outputs ({@code SaveAt.subs}). The function of the output is applied at each call.
     *
     * @throws IllegalArgumentException if the solve has no such output
     */
    public <R> Saved<R> saved(SubSaveAt<Y, ?, R> sub) {
        Objects.requireNonNull(sub, "saved needs one of the SubSaveAt that were given to SaveAt.subs, got null");
        return saved.read(sub, rows);
    }

    private void requireNoSubs() {
        if (saved.hasSubs()) {
            throw new IllegalStateException(
                    "this solution has several outputs; read each by saved(sub), with the SubSaveAt given to SaveAt.subs");
        }
    }

    /**
     * W of a path that drove the solve, at the times {@link #ts}: the tree of its noise with float64 tensors [times, ...], from 0 at t0. It is the
     * sum of the increments that the steps heard. Inside of a step, where y is interpolated, it is the path itself.
     *
     * @param path with which a {@code Diffusion} of the term was made; in {@code SolveEach} it stands for the path that this instance heard
     * @throws IllegalArgumentException if it did not drive the solve, or is known at the ends of steps alone and one of the times is none
     * @throws IllegalStateException if the solve has several outputs
     */
    public <W> W noise(BrownianPath<W> path) {
        return noise(path, ts());
    }

    /**
     * The same at times of one's own, such as {@link #stepTimes}, in any order.
     *
     * @throws IllegalArgumentException also if a time lies outside of the solve
     */
    public <W> W noise(BrownianPath<W> path, double... times) {
        Objects.requireNonNull(path, "noise needs a path that drove the solve, got null");
        return HeardPath.of(finished().problem().noise(), path, run().record()).at(times);
    }

    /**
     * The last saved value: that at t1, if t1 is saved.
     *
     * @throws IllegalStateException if there are no saved values, or the solve has several outputs
     */
    public Y y1() {
        return y(-1);
    }

    private String whyNone() {
        double t = run().record().end();
        if (!isSuccessful()) {
            return ": the solve failed at t = " + t + ", before the first of them ("
                    + outcome().result()
                    + "); explain() says why, and SaveAt.t0() or andSteps() would keep what comes before";
        }
        return outcome().result() == Outcome.Result.EVENT_OCCURRED
                        && run().rows().givenTimes().length > 0
                ? ": an event ended the solve at t = " + t
                        + ", before the first of the times they were asked for at; ask for the"
                        + " state there too, with SaveAt.ts(...).andT1(), or read it from events()"
                : "; ask for some with SaveAt.t1() or SaveAt.ts(...)";
    }

    /**
     * The solution at any time between t0 and t1, by the dense output of the solver; needs {@code SaveAt.dense()}.
     *
     * @throws IllegalStateException if dense output was not kept
     * @throws IllegalArgumentException if t lies outside of the solve
     */
    public Y evaluate(double t) {
        return evaluate(Tensor.scalar(t));
    }

    /** The solution as by {@link #evaluate(double)}, at a float64 scalar. The value may be differentiated for this time. */
    public Y evaluate(Tensor t) {
        SolveChecks.time(t, "t");
        if (t instanceof TracedTensor && !finished().problem().noise().paths().isEmpty()) {
            throw new GradientException(
                    "a value between steps has no derivative with respect to its time where there is noise: the solution is nowhere"
                            + " differentiable there; pass the time as a number");
        }
        return layout.unflatten(finished().dense().evaluate(t));
    }

    /**
     * The slope dy/dt of the dense output, and not of the vector field, at a time between t0 and t1; needs {@code SaveAt.dense()}.
     *
     * @throws IllegalStateException if dense output was not kept, or there was no step
     */
    public Y derivative(double t) {
        return layout.unflatten(finished().dense().derivative(t));
    }

    /**
     * The events that occurred, in the order of time. If an event ended the solve, it is the last. Several at one time have the order in
     * which they were given. Times and states can be differentiated.
     */
    public List<EventOccurrence<Y>> events() {
        List<EventOccurrence<Y>> all = new ArrayList<>();
        List<Firing> firings = run().events().map(EventRecord::firings).orElse(List.of());
        for (Firing firing : firings) {
            for (Firing.Occurrence occurrence : firing.occurrences()) {
                int number = all.size();
                Y y = layout.unflatten(finished().eventStates().index(0, number));
                all.add(new EventOccurrence<>(
                        occurrence.event(), finished().eventTimes().get(number), y));
            }
        }
        return all;
    }

    /**
     * The resume point at the end of the solve: all that another solve needs besides y to continue ({@link SolveOptions#from}). Needs
     * {@code SaveAt.andState()}. Gradients go through the carry.
     *
     * @throws IllegalStateException if it was not kept, the solve failed, or an event changes the state at the end
     */
    public ResumePoint state() {
        Tensor end = finished().end();
        if (end == null) {
            throw new IllegalStateException(
                    "this solution did not keep where it ended; ask for it with SaveAt.t1().andState()");
        }
        run().resetAtEnd().ifPresent(event -> {
            throw new IllegalStateException("event " + event + " changes the state at t = "
                    + run().record().end()
                    + ", where this solve ended before the change, so there is none to continue from; end it"
                    + " elsewhere, or apply the change to y1 and begin from there");
        });
        ResumePoint state = run().state()
                .orElseThrow(() -> new IllegalStateException("a failed solve has no state to continue from: "
                        + run().outcome().result().message() + "; it ended at t = "
                        + run().record().end()
                        + ", continue from its last saved value alone"));
        SolverCarry solver = state.solver().orElseThrow();
        int n = finished().y0().size();
        Tensor vectors = end.slice(0, n, end.size()).reshape(end.size() / n - 1, n);
        SolverCarry handedOn = new SolverCarry(
                finished().problem().solver(),
                vectors,
                solver.lastStep(),
                solver.segment(),
                Optional.of(finished().problem().origin(flatEnd())));
        return new ResumePoint(state.t(), Optional.of(handedOn), state.controller());
    }

    /** y where the solve ended. */
    Tensor flatEnd() {
        return finished().end().slice(0, 0, finished().y0().size());
    }

    /** The times of the steps: t0 and the end of every accepted step. */
    public double[] stepTimes() {
        return run().record().times();
    }

    /** The outcome: success or failure, where, and after how many steps. */
    public Outcome outcome() {
        return run().outcome();
    }

    /**
     * The outcome in some lines: t, h, the last five sizes, rejections by cause. Of a failed solve it also has the largest component of the
     * state by its name in the tree, what was not finite, how stiff the problem looks, and advice. Of a successful solve it warns of steps
     * beyond the stability of an explicit solver, whose gradients may not be those of the solution (docs/guide/stiff.md). So it does where a second value of y
     * that the solver carries has left y. Adaptive steps over a path whose slope jumps get a hint. Under noise it says what a smaller error would cost, and what values between steps are. Recomputes the steps.
     */
    public String explain() {
        return new Explanation(run(), layout, finished().problem().kinks()).toString();
    }

    /** Facts of a failed solve besides its result, and advice. */
    Optional<String> advice() {
        return new Advice(run(), layout).text();
    }

    /** The event for which the solve could not continue. */
    Optional<Trouble> trouble() {
        return run().events().flatMap(EventRecord::trouble);
    }

    public boolean isSuccessful() {
        return run().outcome().isSuccessful();
    }

    public Statistics statistics() {
        Outcome outcome = run().outcome();
        return new Statistics(
                outcome.accepted() + outcome.rejected(),
                outcome.accepted(),
                outcome.rejected(),
                outcome.rejections(),
                run().cost().evaluations(),
                run().cost().diffusions(),
                run().cost().jacobians(),
                run().cost().bytes(),
                run().record().resyncs(),
                run().record().stored(),
                run().returning().largestGap(),
                run().returning().deviation());
    }

    @Override
    public String toString() {
        int count = rows.shape().dim(0);
        if (finished == null) {
            return "Solution[of a program being traced, " + count + " saved values]";
        }
        return "Solution[" + outcome().result() + ", " + count + " saved values, "
                + outcome().accepted() + " steps to t = " + run().record().end() + "]"
                + (count == 0 ? "" : "\nlast: " + layout.unflatten(rows.index(0, -1)));
    }
}
