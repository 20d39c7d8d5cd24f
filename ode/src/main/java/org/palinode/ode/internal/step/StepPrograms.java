package org.palinode.ode.internal.step;

import static org.palinode.ode.internal.step.StepFormulas.TIME;
import static org.palinode.ode.internal.step.StepFormulas.joined;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.solver.InnerSolves;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;

/**
 * What one step of a solver on a field computes, as programs; derivatives are derived from the solver's own formulas. Made once a
 * signature, each program when it is first asked for; {@link #of} finds them again.
 *
 * <p>Inputs come in the order t, h, y, state, parameters, then cotangents of y, state and dense values.
 */
public final class StepPrograms {
    /**
     * What programs are made for.
     *
     * @param field the vector field as a program (t, y [n], parameters) → slope [n], then those of its explicit and implicit parts if it has any
     * @param scale what the error estimate is measured against; empty to compute none
     * @param windows which parameter holds the {@link TimeWindows} of the field; empty where it may be evaluated anywhere
     */
    public record Signature(Program field, Solver solver, Optional<ErrorScale> scale, OptionalInt windows) {
        /** A field that may be evaluated anywhere. */
        public Signature(Program field, Solver solver, Optional<ErrorScale> scale) {
            this(field, solver, scale, OptionalInt.empty());
        }

        /** The same for another solver. */
        Signature with(Solver other) {
            return new Signature(field, other, scale, windows);
        }

        /** A time of a step, held in the window in which {@code inside} lies. */
        public Tensor held(Tensor time, Tensor inside, List<Tensor> parameters) {
            return windows.isEmpty() ? time : TimeWindows.held(time, parameters.get(windows.getAsInt()), inside);
        }

        /** The field for evaluations that are not part of a step: its time held in the window in which it lies. */
        public Program heldField() {
            return TimeWindows.holding(field, windows);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Signature that
                    && field.equals(that.field)
                    && solver.equals(that.solver)
                    && scale.equals(that.scale)
                    && windows.equals(that.windows);
        }

        @Override
        public int hashCode() {
            return 31 * field.hashCode() + solver.getClass().hashCode();
        }
    }

    private final Signature signature;
    private final StepFormulas formulas;
    private final StepPullBacks pullBacks;
    private final StepReversals reversals;

    /** All that a step computes, calling the field; the programs keep some of its outputs each. */
    private final Program whole;

    private final int denseValues;
    private final boolean solvesInside;
    private final KnownPrograms known = new KnownPrograms();
    private StepPrograms stored;
    private GapPrograms gaps;

    StepPrograms(Signature signature) {
        this.signature = signature;
        formulas = new StepFormulas(signature);
        pullBacks = new StepPullBacks(this, formulas);
        reversals = new StepReversals(this, formulas);
        Step[] traced = new Step[1];
        whole = Program.traceClosed(formulas.stepInputs(), in -> {
            Step step = formulas.step(in);
            traced[0] = step;
            return joined(stepOutputs(in, step), step.dense());
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
        return formulas.state();
    }

    public List<TensorType> parameterTypes() {
        return formulas.parameters();
    }

    /** How many vectors [n] a solver hands from step to step besides y. */
    public int states() {
        return formulas.states();
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
    public CompiledStep stepper() {
        return IdleSteps.take(this);
    }

    /** Keeps a stepper for the next solve. */
    public void giveBack(CompiledStep stepper) {
        IdleSteps.giveBack(stepper);
    }

    /** Their pull-backs. */
    public StepPullBacks pullBacks() {
        return pullBacks;
    }

    /** Those of the steps that a {@link Reversible} solver stores in place of taking them back. */
    public synchronized StepPrograms stored() {
        if (stored == null) {
            stored = new StepPrograms(signature.with(((Reversible) signature.solver()).stored()));
        }
        return stored;
    }

    /** What the steps of a {@link Reversible} solver are judged by. */
    public synchronized GapPrograms gaps() {
        if (gaps == null) {
            gaps = new GapPrograms(signature, formulas);
        }
        return gaps;
    }

    /** What takes the steps of a reversible solver back. */
    public StepReversals reversals() {
        return reversals;
    }

    /** (t, y, parameters) → state. */
    public CountedProgram init() {
        return known.get("init", () -> formulas.counted(formulas.init()));
    }

    /** (t, h, y, state, parameters) → (y, state), then the scaled error if there is a scale, then {@link InnerSolves} if there are any. */
    public CountedProgram step() {
        return known.get("step", () -> formulas.counted(whole.keeping(output -> !isDense(output))));
    }

    /** As {@link #step}, then the dense values. */
    public CountedProgram denseStep() {
        return known.get("denseStep", () -> formulas.counted(whole));
    }

    /** What is pulled back through: (t, h, y, state, parameters) → (y, state), calling the field. */
    Program nextState() {
        return whole.keeping(this::isNextState);
    }

    /** As {@link #nextState}, then the dense values. */
    Program nextStateAndDense() {
        return whole.keeping(output -> isNextState(output) || isDense(output));
    }

    private boolean isNextState(int output) {
        return output <= states();
    }

    private boolean isDense(int output) {
        return output >= whole.arity() - denseValues;
    }

    private List<Tensor> stepOutputs(List<Tensor> in, Step step) {
        List<Tensor> out = joined(List.of(step.y()), step.state());
        signature.scale().ifPresent(scale -> {
            ErrorScale kept = scale.tightened(signature.solver().errorBias());
            Tensor error = kept.scaled(step.error(), in.get(2), step.y());
            out.add(error.cast(DType.FLOAT64));
        });
        step.inner().ifPresent(inner -> out.addAll(inner.all()));
        return out;
    }

    /** (θ, dense values) → y(θ). */
    public CountedProgram interpolate() {
        return known.get(
                "interpolate",
                () -> formulas.counted(Program.traceClosed(
                        joined(List.of(TIME), formulas.vectors(denseValues)),
                        in -> List.of(signature.solver().interpolate(in.get(0), in.subList(1, in.size()))))));
    }

    /** The types of t, h, y, state and parameters. */
    public List<TensorType> stepInputs() {
        return formulas.stepInputs();
    }

    /** A vector [n] of the state's type for each of {@code count} values, in one piece of memory. */
    public TensorType block(int count) {
        return formulas.block(count);
    }
}
