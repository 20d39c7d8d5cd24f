package org.palinode.ode.save;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Choice of the values of a solution that are kept: at the start, at given times, at the end of steps, at the end. Rows have the order of
 * time. Values between steps are those of the solver's dense output; with {@link #stepAtTs} steps end at given times. Choices combine: {@code SaveAt.t0().andTs(ts).andT1()}. Several
 * outputs, each with times of its own and a function of the state, are {@link #subs}.
 */
public final class SaveAt {
    private static final SaveAt NOTHING = new SaveAt();

    private boolean t0;
    private boolean t1;
    private int steps;
    private boolean dense;
    private boolean state;
    private boolean stepAtTs;
    private GivenTimes ts = GivenTimes.NONE;
    private List<SubSaveAt<?, ?, ?>> subs = List.of();

    private SaveAt() {}

    /** A copy, changed before anybody sees it. */
    private SaveAt with(Consumer<SaveAt> change) {
        SaveAt copy = new SaveAt();
        copy.t0 = t0;
        copy.t1 = t1;
        copy.steps = steps;
        copy.dense = dense;
        copy.state = state;
        copy.ts = ts;
        copy.subs = subs;
        copy.stepAtTs = stepAtTs;
        change.accept(copy);
        return copy;
    }

    /** A copy as by {@link #with}, changed in the choice of its rows. */
    private SaveAt withRows(Consumer<SaveAt> change) {
        if (!subs.isEmpty()) {
            throw new IllegalArgumentException("a SaveAt with subs cannot save by itself too, got " + this
                    + "; give it one more SubSaveAt.of(SaveAt...) instead");
        }
        return with(change);
    }

    /** Keeps y0. */
    public static SaveAt t0() {
        return NOTHING.andT0();
    }

    /** Keeps the end value; the standard of a solve. */
    public static SaveAt t1() {
        return NOTHING.andT1();
    }

    /**
     * Keeps values at these times, monotone in the direction of the solve and inside it, ends included. Times that are not so are refused
     * before the first step.
     */
    public static SaveAt ts(double... ts) {
        return NOTHING.andTs(ts);
    }

    /**
     * Keeps values at these times [m], float64, for which the saved values may be differentiated.
     *
     * @throws IllegalArgumentException if the times are no float64 vector
     */
    public static SaveAt ts(Tensor ts) {
        return NOTHING.andTs(ts);
    }

    /** Keeps the value at the end of every accepted step. */
    public static SaveAt steps() {
        return NOTHING.andSteps();
    }

    /**
     * Keeps the value at the end of every n-th accepted step.
     *
     * @throws IllegalArgumentException if n is below 1
     */
    public static SaveAt steps(int every) {
        return NOTHING.andSteps(every);
    }

    /** Keeps dense output: the whole solution, to be evaluated anywhere between t0 and t1 by {@code Solution.evaluate}. */
    public static SaveAt dense() {
        return NOTHING.andDense();
    }

    /**
     * Keeps several outputs, each to be read by {@code Solution.saved(sub)}.
     *
     * <pre>{@code
     * SubSaveAt<Tensor, Tensor, Tensor> energy = SubSaveAt.of(SaveAt.steps(10), (t, y, args) -> y.square().sum());
     * SubSaveAt<Tensor, Tensor, Tensor> end = SubSaveAt.of(SaveAt.t1());
     * SolveOptions options = SolveOptions.standard().dt0(0.01).saveAt(SaveAt.subs(energy, end));
     * }</pre>
     */
    public static SaveAt subs(SubSaveAt<?, ?, ?>... subs) {
        Objects.requireNonNull(subs, "SaveAt.subs needs outputs, got null; give some SubSaveAt");
        if (subs.length == 0) {
            throw new IllegalArgumentException("SaveAt.subs() saves nothing without outputs; give some SubSaveAt");
        }
        for (SubSaveAt<?, ?, ?> sub : subs) {
            Objects.requireNonNull(sub, "an output of SaveAt.subs must not be null; leave it out");
        }
        List<SubSaveAt<?, ?, ?>> all = List.of(subs);
        return NOTHING.with(at -> at.subs = all);
    }

    /**
     * Keeps y0 too.
     *
     * @throws IllegalArgumentException for a SaveAt with {@link #subs}, which saves no rows by itself; likewise from the methods below that
     *     save rows
     */
    public SaveAt andT0() {
        return withRows(at -> at.t0 = true);
    }

    /** Keeps the end value too. */
    public SaveAt andT1() {
        return withRows(at -> at.t1 = true);
    }

    /** Keeps values at these times too, in the unit of t. */
    public SaveAt andTs(double... times) {
        return andTs(times == null ? null : Tensor.of(times));
    }

    /**
     * Keeps values at these times [m], float64, too.
     *
     * @throws IllegalArgumentException if the times are no float64 vector, or there are none
     */
    public SaveAt andTs(Tensor times) {
        GivenTimes given = GivenTimes.some(times);
        return withRows(at -> at.ts = given);
    }

    /** Keeps the value at the end of every accepted step too. */
    public SaveAt andSteps() {
        return andSteps(1);
    }

    /**
     * Keeps the value at the end of every n-th accepted step too.
     *
     * @throws IllegalArgumentException if n is below 1
     */
    public SaveAt andSteps(int every) {
        if (every < 1) {
            throw new IllegalArgumentException("SaveAt.steps saves every n-th step with n at least 1, got " + every);
        }
        return withRows(at -> at.steps = every);
    }

    /** Keeps dense output too, also beside {@link #subs}. */
    public SaveAt andDense() {
        return with(at -> at.dense = true);
    }

    /** Keeps the resume point at the end too, from which another solve continues: {@code Solution.state()}. */
    public SaveAt andState() {
        return with(at -> at.state = true);
    }

    /**
     * Ends steps at the given times too, so that the values there are the solver's own. Under noise those inside of steps are off by what the path
     * does there, about √h: the inside of a step is a straight line then.
     *
     * @throws IllegalArgumentException if there are no given times
     */
    public SaveAt stepAtTs() {
        if (ts.size() == 0) {
            throw new IllegalArgumentException(
                    "stepAtTs() ends steps at given times, but there are none; give them first, as in SaveAt.ts(1, 2).stepAtTs()");
        }
        return with(at -> at.stepAtTs = true);
    }

    /** The given times at which steps end, in any order. */
    public double[] stepTimes() {
        return DoubleStream.concat(
                        Arrays.stream(stepAtTs ? ts.times().concrete().toArray() : new double[0]),
                        subs.stream()
                                .flatMapToDouble(sub -> Arrays.stream(sub.at().stepTimes())))
                .toArray();
    }

    /** True if values are kept at times that may lie inside of steps. */
    public boolean savesInside() {
        return dense
                || ts.size() > 0 && !stepAtTs
                || subs.stream().anyMatch(sub -> sub.at().savesInside());
    }

    /** True if y0 is kept, by this or one of its {@link #subs}; likewise below. */
    public boolean savesT0() {
        return t0 || subs.stream().anyMatch(sub -> sub.at().savesT0());
    }

    public boolean savesT1() {
        return t1 || subs.stream().anyMatch(sub -> sub.at().savesT1());
    }

    /** True if the ends of some steps are kept. */
    public boolean savesSteps() {
        return steps > 0 || subs.stream().anyMatch(sub -> sub.at().savesSteps());
    }

    /** True if the end of step {@code index} is kept. */
    public boolean savesStep(int index) {
        boolean saves = steps > 0 && (index + 1) % steps == 0;
        for (int i = 0; i < subs.size() && !saves; i++) { // asked at each step: a stream would allocate
            saves = subs.get(i).at().savesStep(index);
        }
        return saves;
    }

    public boolean isDense() {
        return dense;
    }

    /** True if the resume point at the end is kept. */
    public boolean keepsState() {
        return state;
    }

    /** True if rows are kept. */
    boolean savesRows() {
        return t0 || t1 || steps > 0 || ts.size() > 0 || !subs.isEmpty();
    }

    public List<SubSaveAt<?, ?, ?>> outputs() {
        return subs;
    }

    /** True if values inside of steps are read. */
    public boolean readsInside() {
        return isDense() || givenTimes().size() > 0;
    }

    /** The given times, as numbers; those of subs one after another. */
    public double[] times() {
        return givenTimes().concrete().toArray();
    }

    /** The given times [m] as the tensor that was given, with its traces; those of subs one after another. */
    public Tensor givenTimes() {
        List<Tensor> all = subs.stream()
                .map(sub -> sub.at().givenTimes())
                .filter(times -> times.size() > 0)
                .toList();
        return all.isEmpty() ? ts.times() : Tensor.concatenate(0, all);
    }

    /**
     * Checks that the times are monotone and lie inside the solve.
     *
     * @throws IllegalArgumentException if they are not; names the time
     */
    public void check(double start, double end) {
        subs.forEach(sub -> sub.at().check(start, end));
        ts.check(start, end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SaveAt save
                && t0 == save.t0
                && t1 == save.t1
                && steps == save.steps
                && dense == save.dense
                && state == save.state
                && stepAtTs == save.stepAtTs
                && subs.equals(save.subs)
                && Arrays.equals(times(), save.times());
    }

    @Override
    public int hashCode() {
        return Objects.hash(t0, t1, steps, dense, state, stepAtTs, subs, Arrays.hashCode(times()));
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        addIf(t0, "t0", parts);
        addIf(ts.size() > 0, ts.size() + " ts" + (stepAtTs ? " where steps end" : ""), parts);
        addIf(steps > 0, steps == 1 ? "steps" : "steps/" + steps, parts);
        addIf(t1, "t1", parts);
        addIf(!subs.isEmpty(), subs.size() + " subs", parts);
        addIf(dense, "dense", parts);
        addIf(state, "state", parts);
        return "SaveAt" + parts;
    }

    private static void addIf(boolean there, String part, List<String> parts) {
        if (there) {
            parts.add(part);
        }
    }
}
