package org.palinode.ode.internal.step;

import java.util.function.Function;

/**
 * Choice of the compiled step that a {@link CompiledStep} takes: with dense values or without, by the solver's usual map or by that of the
 * steps that a reversible solver stores, or by a plan that leaves residuals.
 */
public final class StepChoice {
    private final StepPrograms programs;
    private final StepMemory memory;
    private final StepPlans usual;
    private StepPlans stored;
    private Function<StepPlans, CountedPlan> standard = StepPlans::plain;
    private CountedPlan chosen;
    private boolean stores;

    StepChoice(StepPrograms programs, StepMemory memory) {
        this.programs = programs;
        this.memory = memory;
        usual = new StepPlans(programs, memory);
    }

    /** Usual steps without dense values. */
    void begin() {
        begin(StepPlans::plain);
    }

    /** Usual steps with dense values. */
    void beginDense() {
        begin(StepPlans::dense);
    }

    private void begin(Function<StepPlans, CountedPlan> plan) {
        standard = plan;
        stores = false;
        useStandard();
    }

    /** Makes each step from here on as the solve was begun. */
    public void useStandard() {
        chosen = standard.apply(usual);
    }

    /** Makes each usual step from here on by another plan, made with {@link StepMemory#bindings}. */
    public void use(CountedPlan plan) {
        chosen = plan;
    }

    /** From here on takes the steps that a reversible solver stores: {@link StepPrograms#stored}. */
    public void takeStored() {
        stores = true;
    }

    /** From here on takes the solver's usual steps. */
    public void takeReversible() {
        stores = false;
    }

    CountedPlan next() {
        return stores ? standard.apply(stored()) : chosen;
    }

    CountedPlan nextDense() {
        return (stores ? stored() : usual).dense();
    }

    private StepPlans stored() {
        if (stored == null) {
            stored = new StepPlans(programs.stored(), memory);
        }
        return stored;
    }
}
