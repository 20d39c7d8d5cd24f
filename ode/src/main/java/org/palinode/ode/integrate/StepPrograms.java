package org.palinode.ode.integrate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.solver.InnerSolves;
import org.palinode.ode.solver.ParametricField;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.ReversibleSolver.PulledBack;
import org.palinode.ode.solver.ReversibleSolver.Start;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;

/**
 * What one step of a solver on a field computes, as programs; derivatives are derived from the solver's own formulas. Made once a
 * signature, each program when it is first asked for; {@link #of} finds them again.
 *
 * <p>Inputs come in the order t, h, y, state, parameters, then cotangents of y, state and dense values.
 */
public final class StepPrograms {
    private static final TensorType TIME = TensorType.float64();
    private static final int MOST_IDLE = 4;

    /**
     * What programs are made for.
     *
     * @param field the vector field as a program (t, y [n], parameters) → slope [n], then those of its explicit and implicit parts if it has any
     * @param scale what the error estimate is measured against; empty to compute none
     */
    public record Signature(Program field, Solver solver, Optional<ErrorScale> scale) {}

    private final Signature signature;
    private final List<Program> fields;
    private final TensorType state;
    private final List<TensorType> parameters;
    private final int states;
    private final int denseValues;
    private final boolean solvesInside;
    private final Map<Object, CountedProgram> programs = new HashMap<>();
    private final Map<Object, SplitStep> splits = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<CompiledStepper> idle = new ConcurrentLinkedQueue<>();

    StepPrograms(Signature signature) {
        this.signature = signature;
        fields = fields(signature.field());
        List<TensorType> inputs = signature.field().inputTypes();
        state = inputs.get(1);
        parameters = inputs.subList(2, inputs.size());
        states = init().program().arity();
        Step[] traced = new Step[1];
        Program.traceClosed(stepInputs(), in -> {
            traced[0] = step(in);
            return List.of(traced[0].y());
        });
        denseValues = traced[0].dense().size();
        solvesInside = traced[0].inner().isPresent();
    }

    /** The programs for a signature, found again if they were made before. */
    public static StepPrograms of(Signature signature) {
        return StepProgramCache.get(signature);
    }

    public Signature signature() {
        return signature;
    }

    public Solver solver() {
        return signature.solver();
    }

    /** The type of the flat state y, [n]. */
    public TensorType stateType() {
        return state;
    }

    public List<TensorType> parameterTypes() {
        return parameters;
    }

    /** How many vectors [n] a solver hands from step to step besides y. */
    public int states() {
        return states;
    }

    /** How many vectors [n] the inside of a step is interpolated from. */
    public int denseValues() {
        return denseValues;
    }

    /** Whether equations are solved inside a step, so that it may fail. */
    public boolean solvesInside() {
        return solvesInside;
    }

    /** A stepper for these programs; give it back with {@link #giveBack}. */
    public CompiledStepper stepper() {
        CompiledStepper stepper = idle.poll();
        return stepper == null ? new CompiledStepper(this) : stepper;
    }

    /** Keeps a stepper for the next solve. */
    public void giveBack(CompiledStepper stepper) {
        if (idle.size() < MOST_IDLE) {
            idle.add(stepper);
        }
    }

    /** (t, y, parameters) → state. */
    public CountedProgram init() {
        return program(
                "init",
                () -> counted(Program.traceClosed(
                        joined(List.of(TIME, state), parameters),
                        in -> signature.solver().init(field().with(in.subList(2, in.size())), in.get(0), in.get(1)))));
    }

    /** (t, h, y, state, parameters) → (y, state), then the scaled error if there is a scale, then {@link InnerSolves} if there are any. */
    public CountedProgram step() {
        return program("step", () -> counted(Program.traceClosed(stepInputs(), in -> stepOutputs(in, step(in)))));
    }

    /** As {@link #step}, then the dense values. */
    public CountedProgram denseStep() {
        return program(
                "denseStep",
                () -> counted(Program.traceClosed(stepInputs(), in -> {
                    Step step = step(in);
                    return joined(stepOutputs(in, step), step.dense());
                })));
    }

    private List<Tensor> stepOutputs(List<Tensor> in, Step step) {
        List<Tensor> out = joined(List.of(step.y()), step.state());
        signature.scale().ifPresent(scale -> {
            ErrorScale kept = scale.tightened(signature.solver().errorBias());
            Tensor error = kept.scaled(step.error(), in.get(2), step.y());
            out.add(error.cast(DType.FLOAT64));
        });
        step.inner().ifPresent(inner -> out.addAll(List.of(inner.status(), inner.evaluations(), inner.jacobians())));
        return out;
    }

    /** (θ, dense values) → y(θ). */
    public CountedProgram interpolate() {
        return program(
                "interpolate",
                () -> counted(Program.traceClosed(
                        joined(List.of(TIME), copies(state, denseValues)),
                        in -> List.of(signature.solver().interpolate(in.get(0), in.subList(1, in.size()))))));
    }

    /** (θ, dense values, cotangent of y(θ)) → cotangents of the dense values. */
    public CountedProgram interpolateVjp() {
        return program("interpolateVjp", () -> counted(interpolate().program().vjp(i -> i > 0)));
    }

    /** (θ, dense values, cotangent of y(θ)) → cotangent of θ. */
    public CountedProgram interpolateThetaVjp() {
        return program(
                "interpolateThetaVjp", () -> counted(interpolate().program().vjp(i -> i == 0)));
    }

    /** (t, y, parameters, cotangents of state) → cotangents of t if wanted, of y and of the wanted parameters. */
    public CountedProgram initVjp(Wanted wanted) {
        return program(List.of("initVjp", wanted), () -> {
            Program call = Program.traceClosed(
                    joined(List.of(TIME, state), parameters),
                    in -> signature.solver().init(field().with(in.subList(2, in.size())), in.get(0), in.get(1)));
            return counted(call.vjp(
                    i -> i == 0 ? wanted.times() : i == 1 || wanted.parameters().get(i - 2)));
        });
    }

    /**
     * (t, h, y, state, parameters, cotangents of y and state at the end) → cotangents of t and h if wanted, of y, state and the wanted
     * parameters.
     */
    public CountedProgram stepVjp(Wanted wanted) {
        return program(List.of("stepVjp", wanted), () -> stepVjp(wanted, 0));
    }

    /** As {@link #stepVjp}, with the cotangents of the dense values too. */
    public CountedProgram denseStepVjp(Wanted wanted) {
        return program(List.of("denseStepVjp", wanted), () -> stepVjp(wanted, denseValues));
    }

    /** {@link #step} and {@link #stepVjp} without what both compute. */
    public SplitStep splitStep(Wanted wanted) {
        return splits.computeIfAbsent(List.of("step", wanted), key -> SplitStep.of(step(), stepVjp(wanted)));
    }

    /** {@link #denseStep} and {@link #denseStepVjp} without what both compute. */
    public SplitStep denseSplitStep(Wanted wanted) {
        return splits.computeIfAbsent(
                List.of("denseStep", wanted), key -> SplitStep.of(denseStep(), denseStepVjp(wanted)));
    }

    private CountedProgram stepVjp(Wanted wanted, int denseBars) {
        Program step = Program.traceClosed(stepInputs(), in -> {
            Step result = step(in);
            return joined(
                    joined(List.of(result.y()), result.state()), result.dense().subList(0, denseBars));
        });
        return counted(step.vjp(i ->
                i < 2 ? wanted.times() : i < 3 + states || wanted.parameters().get(i - 3 - states)));
    }

    /**
     * For a reversible solver: (t, h, y, state at the end, parameters, their cotangents, size of the step before) → (y, state at the start,
     * cotangents of t and h if wanted, those of y and state, additions to the cotangents of the wanted parameters).
     */
    public CountedProgram backwardStep(Wanted wanted) {
        return program(List.of("backwardStep", wanted), () -> backwardStep(wanted, 0));
    }

    /** As {@link #backwardStep(Wanted)}, with the cotangents of the dense values too. */
    public CountedProgram denseBackwardStep(Wanted wanted) {
        return program(List.of("denseBackwardStep", wanted), () -> backwardStep(wanted, denseValues));
    }

    private CountedProgram backwardStep(Wanted wanted, int denseBars) {
        List<TensorType> inputs = joined(stepInputs(), copies(state, 1 + states + denseBars));
        inputs.add(TIME);
        int before = inputs.size() - 1;
        return counted(Program.traceClosed(inputs, in -> {
            int bars = 3 + states + parameters.size();
            List<Tensor> values = in.subList(3 + states, bars);
            PulledBack back = ((ReversibleSolver) solver())
                    .pullBack(
                            field(),
                            values,
                            in.get(0),
                            in.get(1),
                            in.get(before),
                            new Start(in.get(2), in.subList(3, 3 + states)),
                            new Start(in.get(bars), in.subList(bars + 1, bars + 1 + states)),
                            in.subList(bars + 1 + states, before));
            List<Tensor> out = joined(List.of(back.start().y()), back.start().state());
            out.addAll(back.timeCotangents().subList(0, wanted.ofTimes(2)));
            out.add(back.cotangents().y());
            out.addAll(back.cotangents().state());
            wanted.parameters().stream()
                    .forEach(i -> out.add(back.parameterCotangents().get(i)));
            return out;
        }));
    }

    /** For a reversible solver: (t, h, y, state at the end, parameters, size of the step before) → y and state at the start. */
    public CountedProgram takeBack() {
        return program(
                "takeBack",
                () -> counted(Program.traceClosed(joined(stepInputs(), List.of(TIME)), in -> {
                    int before = in.size() - 1;
                    Start start = ((ReversibleSolver) solver())
                            .backwardStep(
                                    field().with(in.subList(3 + states, before)),
                                    in.get(0),
                                    in.get(1),
                                    in.get(before),
                                    in.get(2),
                                    in.subList(3, 3 + states));
                    return joined(List.of(start.y()), start.state());
                })));
    }

    /** (a, b) → the relative difference in which resyncs are decided. */
    public CountedProgram difference() {
        return program(
                "difference",
                () -> counted(Program.traceClosed(
                        List.of(state, state),
                        in -> List.of(Resync.difference(in.get(0), in.get(1)).cast(DType.FLOAT64)))));
    }

    /**
     * (cotangents at the start of a segment [1 + states, n], at its end) → max |start| / max |end, Σ start|, 1 at least. Where a field
     * damps, the cotangents of y and of its copy grow going back, with opposite signs, and by as much an error of the
     * reconstruction counts more than its size.
     */
    public CountedProgram cancellation() {
        return program("cancellation", () -> {
            TensorType bars = block(1 + states);
            return counted(Program.traceClosed(List.of(bars, bars), in -> {
                Tensor left =
                        in.get(0).reshape(1 + states, state.size()).sum(0).abs().max();
                Tensor size = in.get(1).abs().max().maximum(left);
                Tensor tiny = Tensor.scalar(Double.MIN_NORMAL);
                Tensor ratio = in.get(0)
                        .abs()
                        .max()
                        .cast(DType.FLOAT64)
                        .dividedBy(size.cast(DType.FLOAT64).maximum(tiny));
                return List.of(ratio.maximum(1));
            }));
        });
    }

    private synchronized CountedProgram program(Object key, Supplier<CountedProgram> make) {
        CountedProgram known = programs.get(key);
        if (known == null) {
            known = make.get();
            programs.put(key, known);
        }
        return known;
    }

    private Step step(List<Tensor> in) {
        return solver().step(
                        field().with(in.subList(3 + states, in.size())),
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        in.subList(3, 3 + states));
    }

    /** The field as a call, so that evaluations can be counted before they are written out. */
    private ParametricField field() {
        ParametricField whole = part(0);
        return fields.size() == 1 ? whole : ParametricField.split(whole, part(1), part(2));
    }

    private ParametricField part(int index) {
        Call call = new Call(fields.get(index));
        return (t, y, values) ->
                Tensor.apply(call, joined(List.of(t, y), values)).get(0);
    }

    /** Each output of the field by itself: a part is evaluated without the others. */
    private static List<Program> fields(Program field) {
        return field.arity() == 1
                ? List.of(field)
                : IntStream.range(0, field.arity())
                        .mapToObj(i -> Program.traceClosed(
                                field.inputTypes(),
                                in -> List.of(field.apply(in).get(i))))
                        .toList();
    }

    /** The types of t, h, y, state and parameters. */
    public List<TensorType> stepInputs() {
        return joined(joined(List.of(TIME, TIME), copies(state, 1 + states)), parameters);
    }

    private CountedProgram counted(Program program) {
        return CountedProgram.of(program, fields);
    }

    private static <T> List<T> joined(List<? extends T> first, List<? extends T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<TensorType> copies(TensorType type, int count) {
        return Collections.nCopies(count, type);
    }

    /** A vector [n] of the state's type for each of {@code count} values, in one piece of memory. */
    public TensorType block(int count) {
        return state.with(Shape.of(count * state.size()));
    }
}
