package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.noise.NoiseFeed;
import org.palinode.ode.internal.noise.SolveNoise;
import org.palinode.ode.solver.StageTimes;

/**
 * Compiled step of a solve: its state in memory, and the compiled programs that move it. Attempting a step allocates nothing.
 *
 * <p>For one thread at a time. Its arena is shared by whoever compiles further programs for the same solve.
 */
public final class CompiledStep {
    private final StepPrograms programs;
    private final StepMemory memory;
    private final CountedPlan init;
    private final StageTimes stageTimes;
    private final Map<Object, Object> companions = new HashMap<>();
    private final StepChoice choice;
    private CountedPlan interpolate;
    private NoiseFeed noise = NoiseFeed.NONE;
    private double from;
    private long evaluations;
    private long diffusions;
    private long jacobians;

    CompiledStep(StepPrograms programs) {
        this.programs = programs;
        memory = new StepMemory(programs);
        choice = new StepChoice(programs, memory);
        init = memory.bindings().writing(memory.ends(memory.start)).plan(programs.init(), memory.arena);
        stageTimes = programs.solver().stageTimes();
    }

    public StepPrograms programs() {
        return programs;
    }

    /** The memory in which it steps, and to which others bind plans. */
    public StepMemory memory() {
        return memory;
    }

    /** The memory that this compiled step owns. */
    public Arena arena() {
        return memory.arena;
    }

    /** An object that others compiled into this arena, made once for a key and used again by later solves. */
    @SuppressWarnings("unchecked")
    public <T> T companion(Object key, Function<CompiledStep, T> make) {
        Object known = companions.get(key);
        if (known == null) {
            known = make.apply(this);
            companions.put(key, known);
        }
        return (T) known;
    }

    /** Vector {@code index} of a block of vectors [n]. */
    public Buffer vector(Buffer block, int index) {
        return memory.vector(block, index);
    }

    /** Begins a solve: forgets the counts and takes the parameters. Steps are those without noise. */
    public void begin(List<Tensor> values) {
        begin(values, SolveNoise.NONE);
    }

    /** Begins as {@link #begin(List)}, with noise. */
    public void begin(List<Tensor> values, SolveNoise heard) {
        choice.begin();
        take(values, heard);
    }

    /** Begins as {@link #begin(List, SolveNoise)}, and each step makes dense values. */
    public void beginDense(List<Tensor> values, SolveNoise heard) {
        choice.beginDense();
        take(values, heard);
    }

    private void take(List<Tensor> values, SolveNoise heard) {
        for (int i = 0; i < values.size(); i++) {
            memory.parameters.get(i).copyFrom(values.get(i).buffer());
        }
        noise = heard.feed(memory.parameters);
        evaluations = 0;
        diffusions = 0;
        jacobians = 0;
    }

    /** The choice of the compiled steps that are taken. */
    public StepChoice choice() {
        return choice;
    }

    /** Puts the start of a solve in place: y0 [n], from which the solver's first state is made, or a block of both. */
    public void start(double t0, Buffer y0) {
        if (y0.size() == memory.start.size()) {
            memory.start.copyFrom(y0);
        } else {
            y().copyFrom(y0);
            resync(t0);
        }
    }

    /** Changes y by a program (t, y [n], parameters) → y. */
    public void reset(double time, Program change) {
        List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(time), Tensor.owning(y())));
        memory.parameters.forEach(parameter -> in.add(Tensor.owning(parameter)));
        y().copyFrom(new Call(change).apply(in).get(0).buffer());
    }

    /** Begins the solver's state anew from y at time {@code time}. */
    public void resync(double time) {
        memory.t.set(0, time);
        init.plan().run();
        count(init.program());
    }

    /** Computes the end of a step of signed size h from t, with the noise between {@code begin} and {@code end}; the start stays as it is. */
    public void attempt(double time, double size, double begin, double end) {
        attempt(choice.next(), time, size, begin, end);
    }

    /** Attempts another size of the step that was attempted last. */
    public void attemptSize(double time, double size) {
        attempt(choice.next(), time, size, from, time + size);
    }

    /** Attempts a step as {@link #attempt}, with the dense values whatever the solve wants. */
    public void attemptDense(double time, double size, double begin, double end) {
        attempt(choice.nextDense(), time, size, begin, end);
    }

    private void attempt(CountedPlan step, double time, double size, double begin, double end) {
        place(time, size, begin, end);
        step.plan().run();
        countStep(step.program());
    }

    private void countStep(CountedProgram program) {
        count(program);
        if (programs.solvesInside()) {
            long inside = (long) memory.innerEvaluations.get(0);
            evaluations += inside;
            diffusions += program.diffusions() > 0 ? inside : 0;
            jacobians += program.jacobians() + (long) memory.innerJacobians.get(0);
        }
    }

    /** Sets t, h and the noise of a step for programs that are run by others. */
    public void place(double time, double size, double begin, double end) {
        memory.tNumber.put(0, time);
        memory.hNumber.put(0, size);
        from = begin;
        noise.place(begin, end);
    }

    /** The scaled error of the attempted step; 0 where none is computed. */
    public double error() {
        return memory.errorNumber.get(0);
    }

    /** The status of the equations inside the attempted step. */
    public RootStatus status() {
        return RootStatus.of(memory.statusNumber.get(0));
    }

    /** True if stages of a step look beyond the {@link TimeWindows window} in which it lies. */
    public boolean isHeld(double time, double size) {
        OptionalInt windows = programs.key().windows();
        return windows.isPresent()
                && TimeWindows.hold(memory.parameters.get(windows.getAsInt()), stageTimes, time, size);
    }

    /** Continues from the end of the attempted step. */
    public void accept() {
        memory.start.copyFrom(memory.end);
    }

    /** y(θ) inside the attempted step, in a buffer valid until the next call. */
    public Buffer interpolate(double fraction) {
        if (interpolate == null) {
            interpolate = memory.plan(programs.interpolate());
        }
        memory.theta.set(0, fraction);
        interpolate.plan().run();
        return memory.row;
    }

    /** The state at the start of the step: y, then the carry. */
    public Buffer state() {
        return memory.start;
    }

    /** Copies of y and the carry at the start of the step. */
    public Parts<Tensor> ends() {
        Parts<Buffer> ends = memory.ends(memory.start);
        return ends.named(ends.list().stream().map(Tensor::copyOf).toList());
    }

    /** y at the start of the step. */
    public Buffer y() {
        return memory.vector(memory.start, 0);
    }

    /** y at the end of the attempted step. */
    public Buffer yEnd() {
        return memory.vector(memory.end, 0);
    }

    /** The dense values of the attempted step. */
    public Buffer dense() {
        return memory.dense;
    }

    public List<Buffer> parameters() {
        return memory.parameters;
    }

    /** Evaluations of the field since {@link #begin}, under noise of the drift. */
    public long evaluations() {
        return evaluations;
    }

    /** Evaluations of the diffusion since {@link #begin}. */
    public long diffusions() {
        return diffusions;
    }

    /** Jacobians of the field evaluated since {@link #begin}. */
    public long jacobians() {
        return jacobians;
    }

    /** Counts the evaluations of a program that others ran. */
    public void count(CountedProgram program) {
        evaluations += program.evaluations();
        diffusions += program.diffusions();
    }

    /** Counts evaluations of the field that others made. */
    public void count(long more) {
        evaluations += more;
    }
}
