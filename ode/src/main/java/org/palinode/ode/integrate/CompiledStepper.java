package org.palinode.ode.integrate;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.plan.Plan;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.autodiff.tensor.Tensor;

/**
 * One step at a time: the state of a solve in memory, and the compiled programs that move it. The state is y and what the solver
 * hands on, one block of {@code (1 + states) n} numbers, so that it is copied in one piece. Attempting a step allocates nothing.
 *
 * <p>For one thread at a time. Its arena is shared by whoever compiles further programs for the same solve.
 */
public final class CompiledStepper {
    private final StepPrograms programs;
    private final Arena arena = new Arena("the steps of a solve");
    private final Buffer t = arena.allocate(TensorType.float64());
    private final Buffer h = arena.allocate(TensorType.float64());
    private final Buffer theta = arena.allocate(TensorType.float64());
    private final Buffer row;
    private final Buffer start;
    private final Buffer end;
    private final Buffer dense;
    private final List<Buffer> parameters = new ArrayList<>();
    private final Buffer error;
    private final Buffer status;

    // what a step of a small state reads and writes beside the state, by views made once: 5 of 90 ns a step
    private final DoubleBuffer tNumber = t.doubles();
    private final DoubleBuffer hNumber = h.doubles();
    private final DoubleBuffer errorNumber;
    private final DoubleBuffer statusNumber;

    private final Buffer innerEvaluations;
    private final Buffer innerJacobians;
    private final Plan init;
    private final Map<Object, Object> companions = new HashMap<>();
    private Plan step;
    private Plan denseStep;
    private Plan interpolate;
    private Plan standard;
    private CountedProgram countedStandard;
    private Plan chosen;
    private CountedProgram counted;
    private long evaluations;
    private long jacobians;

    CompiledStepper(StepPrograms programs) {
        this.programs = programs;
        start = arena.allocate(programs.block(1 + programs.states()));
        end = arena.allocate(programs.block(1 + programs.states()));
        dense = arena.allocate(programs.block(programs.denseValues()));
        row = arena.allocate(programs.stateType());
        error = arena.allocate(TensorType.float64());
        status = arena.allocate(TensorType.float64());
        errorNumber = error.doubles();
        statusNumber = status.doubles();
        innerEvaluations = arena.allocate(TensorType.float64());
        innerJacobians = arena.allocate(TensorType.float64());
        programs.parameterTypes().forEach(type -> parameters.add(arena.allocate(type)));
        Plan.Builder builder =
                plan(programs.init()).input(0, t).input(1, vector(start, 0)).inputs(2, parameters);
        init = withOutputs(builder, 0, start, 1, programs.states()).build();
    }

    public StepPrograms programs() {
        return programs;
    }

    /** The memory that this stepper owns. */
    public Arena arena() {
        return arena;
    }

    /** What others have compiled into this stepper's arena, made once for a key and used again by later solves. */
    @SuppressWarnings("unchecked")
    public <T> T companion(Object key, Function<CompiledStepper, T> make) {
        Object known = companions.get(key);
        if (known == null) {
            known = make.apply(this);
            companions.put(key, known);
        }
        return (T) known;
    }

    /** A plan of one of the programs in this stepper's arena. */
    public Plan.Builder plan(CountedProgram program) {
        return Plan.of(program.program()).in(arena);
    }

    /** Binds {@code count} inputs from {@code index} on to vectors of {@code block}, from vector {@code first} on. */
    public Plan.Builder withInputs(Plan.Builder builder, int index, Buffer block, int first, int count) {
        for (int i = 0; i < count; i++) {
            builder.input(index + i, vector(block, first + i));
        }
        return builder;
    }

    /** Binds {@code count} outputs from {@code index} on to vectors of {@code block}, from vector {@code first} on. */
    public Plan.Builder withOutputs(Plan.Builder builder, int index, Buffer block, int first, int count) {
        for (int i = 0; i < count; i++) {
            builder.output(index + i, vector(block, first + i));
        }
        return builder;
    }

    /** Binds t, h, the state and the parameters as {@link StepPrograms} orders them. */
    public Plan.Builder withStepInputs(Plan.Builder builder) {
        int states = programs.states();
        return withInputs(builder.input(0, t).input(1, h), 2, start, 0, 1 + states)
                .inputs(3 + states, parameters);
    }

    /** Vector {@code index} of a block of vectors [n]. */
    public Buffer vector(Buffer block, int index) {
        Shape shape = programs.stateType().shape();
        return block.slice(index * shape.size(), shape);
    }

    /** Begins a solve: forgets the counts, takes the parameters, and makes dense values at each step if they are wanted. */
    public void begin(List<Tensor> values, boolean wantsDense) {
        for (int i = 0; i < values.size(); i++) {
            parameters.get(i).copyFrom(values.get(i).buffer());
        }
        evaluations = 0;
        jacobians = 0;
        standard = wantsDense ? denseStep() : plainStep();
        countedStandard = wantsDense ? programs.denseStep() : programs.step();
        useStandard();
    }

    /** Makes each step from here on as {@link #begin} chose it. */
    public void useStandard() {
        chosen = standard;
        counted = countedStandard;
    }

    /** Makes each step from here on by another plan, begun with {@link #stepPlan}. */
    public void use(Plan plan, CountedProgram program) {
        chosen = plan;
        counted = program;
    }

    private Plan plainStep() {
        if (step == null) {
            step = stepPlan(programs.step()).build();
        }
        return step;
    }

    private Plan denseStep() {
        if (denseStep == null) {
            int first = programs.denseStep().program().arity() - programs.denseValues();
            denseStep = withOutputs(stepPlan(programs.denseStep()), first, dense, 0, programs.denseValues())
                    .build();
        }
        return denseStep;
    }

    /** A plan of a step: inputs and first outputs as {@link StepPrograms#step} orders them. */
    public Plan.Builder stepPlan(CountedProgram program) {
        int states = programs.states();
        Plan.Builder builder = withOutputs(withStepInputs(plan(program)), 0, end, 0, 1 + states);
        int next = 1 + states;
        if (programs.signature().scale().isPresent()) {
            builder.output(next++, error);
        }
        if (programs.solvesInside()) {
            builder.output(next, status).output(next + 1, innerEvaluations).output(next + 2, innerJacobians);
        }
        return builder;
    }

    /** Puts the start of a solve in place: y0 [n], from which the solver's first state is made, or a block of both. */
    public void start(double t0, Buffer y0) {
        if (y0.size() == start.size()) {
            start.copyFrom(y0);
        } else {
            y().copyFrom(y0);
            resync(t0);
        }
    }

    /** Changes y by a program (t, y [n], parameters) → y. */
    public void reset(double time, Program change) {
        List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(time), Tensor.owning(y())));
        parameters.forEach(parameter -> in.add(Tensor.owning(parameter)));
        y().copyFrom(new Call(change).apply(in).get(0).buffer());
    }

    /** Begins the solver's state anew from y at time {@code time}. */
    public void resync(double time) {
        t.set(0, time);
        init.run();
        evaluations += programs.init().evaluations();
    }

    /** Computes the end of a step of signed size h from t; the start stays as it is. */
    public void attempt(double time, double size) {
        place(time, size);
        chosen.run();
        count(counted);
    }

    /** As {@link #attempt}, and with the dense values whatever the solve wants. */
    public void attemptDense(double time, double size) {
        place(time, size);
        denseStep().run();
        count(programs.denseStep());
    }

    private void count(CountedProgram program) {
        evaluations += program.evaluations();
        if (programs.solvesInside()) {
            evaluations += (long) innerEvaluations.get(0);
            jacobians += program.jacobians() + (long) innerJacobians.get(0);
        }
    }

    /** Sets t and h for programs that are run by others. */
    public void place(double time, double size) {
        tNumber.put(0, time);
        hNumber.put(0, size);
    }

    /** The scaled error of the attempted step; 0 where none is computed. */
    public double error() {
        return errorNumber.get(0);
    }

    /** Whether the equations inside the attempted step could be solved. */
    public RootStatus status() {
        return RootStatus.of(statusNumber.get(0));
    }

    /** Goes on from the end of the attempted step. */
    public void accept() {
        start.copyFrom(end);
    }

    /** y(θ) inside the attempted step, in a buffer valid until the next call. */
    public Buffer interpolate(double fraction) {
        if (interpolate == null) {
            Plan.Builder builder = plan(programs.interpolate()).input(0, theta).output(0, row);
            interpolate =
                    withInputs(builder, 1, dense, 0, programs.denseValues()).build();
        }
        theta.set(0, fraction);
        interpolate.run();
        return row;
    }

    /** t of the step in place. */
    public Buffer t() {
        return t;
    }

    /** The state at the start of the step: y, then what the solver hands on. */
    public Buffer state() {
        return start;
    }

    /** y at the start of the step. */
    public Buffer y() {
        return vector(start, 0);
    }

    /** y at the end of the attempted step. */
    public Buffer yEnd() {
        return vector(end, 0);
    }

    /** The dense values of the attempted step. */
    public Buffer dense() {
        return dense;
    }

    public List<Buffer> parameters() {
        return parameters;
    }

    /** Evaluations of the field since {@link #begin}. */
    public long evaluations() {
        return evaluations;
    }

    /** Jacobians of the field evaluated since {@link #begin}. */
    public long jacobians() {
        return jacobians;
    }

    /** Counts evaluations made by programs that are run by others. */
    public void count(long more) {
        evaluations += more;
    }
}
