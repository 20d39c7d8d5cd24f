package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.ParametricField;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;

/**
 * Programs of one step of a solver on a field; derivatives are derived from the solver's own formulas. Made once a
 * {@link StepKey}, each program when it is first asked for; {@link StepProgramCache} finds them again.
 */
public final class StepPrograms {
    private final StepKey key;
    private final StepFormulas formulas;
    private final ForwardPrograms forward;
    private final StepPullBacks pullBacks;
    private final StepReversals reversals;
    private StepPrograms stored;
    private GapPrograms gaps;

    StepPrograms(StepKey key) {
        this.key = key;
        formulas = StepFormulas.of(key);
        forward = new ForwardPrograms(formulas);
        pullBacks = new StepPullBacks(formulas, forward);
        reversals = new StepReversals(formulas, forward.dense());
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

    /** True if the solver has a carry beside y. */
    public boolean hasCarry() {
        return signature().carry() > 0;
    }

    /** The number of vectors [n] from which the inside of a step is interpolated. */
    public int denseValues() {
        return forward.dense().size();
    }

    /** True if equations are solved inside a step, so that it may fail. */
    public boolean solvesInside() {
        return forward.outputs().count(StepPart.INNER_SOLVES) > 0;
    }

    /** (time, y, parameters) → the carry. */
    public CountedProgram init() {
        return forward.init();
    }

    /** {@link StepSignature#step} → y, the carry, then the scaled error if there is a scale, then the inner solves if there are any. */
    public CountedProgram step() {
        return forward.step();
    }

    /** The program as {@link #step}, then the dense values. */
    public CountedProgram denseStep() {
        return forward.denseStep();
    }

    /** (θ, dense values) → y(θ). */
    public CountedProgram interpolate() {
        return forward.interpolate();
    }

    /** Their pull-backs. */
    public StepPullBacks pullBacks() {
        return pullBacks;
    }

    /** Programs that reverse the steps of a reversible solver. */
    public StepReversals reversals() {
        return reversals;
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

    /** A field as steps see it, with the noise that they hear, of these parts in the order of those of the {@link StepKey#field}. */
    public ParametricField fieldOf(List<ParametricField> parts) {
        return formulas.fieldOf(parts);
    }

    /** (time, y, parameters) → the carry, by the solver's formulas, operation by operation. */
    public Parts<Tensor> init(Parts<Tensor> point, FieldEvaluation evaluation) {
        return formulas.init(point, evaluation);
    }

    /** {@link StepSignature#step} → y and the carry, by the solver's formulas, operation by operation. */
    public Parts<Tensor> step(Parts<Tensor> step, FieldEvaluation evaluation) {
        return formulas.outputs(step, evaluation).keeping(ForwardPrograms.ENDS::contains);
    }
}
