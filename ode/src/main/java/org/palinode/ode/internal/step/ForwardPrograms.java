package org.palinode.ode.internal.step;

import java.util.List;
import java.util.Set;
import org.palinode.autodiff.memory.TensorType;

/** Programs of the forward computation of a step, each made when it is first asked for. */
final class ForwardPrograms {
    static final Set<StepPart> ENDS = Set.of(StepPart.Y, StepPart.CARRY);

    private final StepFormulas formulas;

    /** All that a step computes, calling the field; the programs keep some of its outputs each. */
    private final StepProgram whole;

    private final KnownPrograms known = new KnownPrograms();

    ForwardPrograms(StepFormulas formulas) {
        this.formulas = formulas;
        whole = formulas.whole();
    }

    /** The types of what comes out, by name. */
    Parts<TensorType> outputs() {
        return whole.outputs();
    }

    /** The types of the dense values. */
    List<TensorType> dense() {
        return outputs().all(StepPart.DENSE);
    }

    CountedProgram init() {
        return known.get("init", () -> formulas.counted(formulas.init()));
    }

    CountedProgram step() {
        return known.get("step", () -> formulas.counted(whole.keeping(part -> part != StepPart.DENSE)));
    }

    CountedProgram denseStep() {
        return known.get("denseStep", () -> formulas.counted(whole));
    }

    CountedProgram interpolate() {
        return known.get("interpolate", () -> formulas.counted(formulas.interpolation(dense())));
    }

    /** The program that is pulled back: y and the carry, calling the field. */
    StepProgram ends() {
        return whole.keeping(ENDS::contains);
    }

    /** The program as {@link #ends}, then the dense values. */
    StepProgram endsAndDense() {
        return whole.keeping(part -> ENDS.contains(part) || part == StepPart.DENSE);
    }
}
