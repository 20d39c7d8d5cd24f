package org.palinode.ode.internal.step;

import java.util.Set;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;

/**
 * Programs of one step of a solver on a field; derivatives are derived from the solver's own formulas. Made once a {@link StepKey}, each
 * program when it is first asked for; {@link #of} finds them again.
 */
public final class StepPrograms {
    private static final Set<StepPart> ENDS = Set.of(StepPart.Y, StepPart.CARRY);

    private final StepKey key;
    private final StepFormulas formulas;
    private final StepPullBacks pullBacks;
    private final StepReversals reversals;

    /** All that a step computes, calling the field; the programs keep some of its outputs each. */
    private final StepProgram whole;

    private final KnownPrograms known = new KnownPrograms();
    private StepPrograms stored;
    private GapPrograms gaps;

    StepPrograms(StepKey key) {
        this.key = key;
        formulas = new StepFormulas(key);
        whole = formulas.whole();
        pullBacks = new StepPullBacks(this, formulas);
        reversals = new StepReversals(formulas, whole.outputs().all(StepPart.DENSE));
    }

    /** The programs for a key, found again if they were made before. */
    public static StepPrograms of(StepKey key) {
        return StepProgramCache.get(key);
    }

    public StepKey key() {
        return key;
    }

    /** The parts that go into a step. */
    public StepSignature signature() {
        return formulas.signature();
    }

    public Solver solver() {
        return key.solver();
    }

    /** True if the solver hands something from step to step beside y. */
    public boolean hasCarry() {
        return signature().carry() > 0;
    }

    /** The number of vectors [n] from which the inside of a step is interpolated. */
    public int denseValues() {
        return whole.outputs().count(StepPart.DENSE);
    }

    /** True if equations are solved inside a step, so that it may fail. */
    public boolean solvesInside() {
        return whole.outputs().count(StepPart.INNER_SOLVES) > 0;
    }

    /** A compiled step for these programs; give it back with {@link #giveBack}. */
    public CompiledStep stepper() {
        return IdleSteps.take(this);
    }

    /** Keeps a compiled step for the next solve. */
    public void giveBack(CompiledStep stepper) {
        IdleSteps.giveBack(stepper);
    }

    /** Their pull-backs. */
    public StepPullBacks pullBacks() {
        return pullBacks;
    }

    /** The programs of the steps that a {@link Reversible} solver stores and does not reverse. */
    public synchronized StepPrograms stored() {
        if (stored == null) {
            stored = new StepPrograms(key.with(((Reversible) key.solver()).stored()));
        }
        return stored;
    }

    /** The programs by which the steps of a {@link Reversible} solver are judged. */
    public synchronized GapPrograms gaps() {
        if (gaps == null) {
            gaps = new GapPrograms(key, formulas);
        }
        return gaps;
    }

    /** Programs that reverse the steps of a reversible solver. */
    public StepReversals reversals() {
        return reversals;
    }

    /** (time, y, parameters) → the carry. */
    public CountedProgram init() {
        return known.get("init", () -> formulas.counted(formulas.init()));
    }

    /** {@link StepSignature#step} → y, the carry, then the scaled error if there is a scale, then the inner solves if there are any. */
    public CountedProgram step() {
        return known.get("step", () -> formulas.counted(whole.keeping(part -> part != StepPart.DENSE)));
    }

    /** The program as {@link #step}, then the dense values. */
    public CountedProgram denseStep() {
        return known.get("denseStep", () -> formulas.counted(whole));
    }

    /** (time, y, parameters) → the carry, by the solver's formulas, operation by operation. */
    public Parts<Tensor> init(Parts<Tensor> point, FieldEvaluation evaluation) {
        return formulas.init(point, evaluation);
    }

    /** {@link StepSignature#step} → y and the carry, by the solver's formulas, operation by operation. */
    public Parts<Tensor> step(Parts<Tensor> step, FieldEvaluation evaluation) {
        return formulas.outputs(step, evaluation).keeping(ENDS::contains);
    }

    /** The program that is pulled back: y and the carry, calling the field. */
    StepProgram ends() {
        return whole.keeping(ENDS::contains);
    }

    /** The program as {@link #ends}, then the dense values. */
    StepProgram endsAndDense() {
        return whole.keeping(part -> ENDS.contains(part) || part == StepPart.DENSE);
    }

    /** (θ, dense values) → y(θ). */
    public CountedProgram interpolate() {
        return known.get(
                "interpolate",
                () -> formulas.counted(formulas.interpolation(whole.outputs().all(StepPart.DENSE))));
    }
}
