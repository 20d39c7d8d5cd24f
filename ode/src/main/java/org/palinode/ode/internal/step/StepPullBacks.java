package org.palinode.ode.internal.step;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.palinode.autodiff.internal.program.Program;

/** The pull-backs of the programs of a step, derived from them: inputs of each, then the cotangents of its outputs. */
public final class StepPullBacks {
    private final StepPrograms programs;
    private final StepFormulas formulas;
    private final KnownPrograms known = new KnownPrograms();
    private final Map<Object, SplitStep> splits = new ConcurrentHashMap<>();

    StepPullBacks(StepPrograms programs, StepFormulas formulas) {
        this.programs = programs;
        this.formulas = formulas;
    }

    /** (θ, dense values, cotangent of y(θ)) → cotangents of the dense values. */
    public CountedProgram interpolate() {
        return known.get(
                "interpolate",
                () -> formulas.counted(programs.interpolate().program().vjp(i -> i > 0)));
    }

    /** (θ, dense values, cotangent of y(θ)) → cotangent of θ. */
    public CountedProgram interpolateTheta() {
        return known.get(
                "interpolateTheta",
                () -> formulas.counted(programs.interpolate().program().vjp(i -> i == 0)));
    }

    /** (t, y, parameters, cotangents of state) → cotangents of t if wanted, of y and of the wanted parameters. */
    public CountedProgram init(WantedCotangents wanted) {
        return known.get(
                List.of("init", wanted),
                () -> formulas.counted(formulas.init()
                        .vjp(i -> i == 0
                                ? wanted.times()
                                : i == 1 || wanted.parameters().get(i - 2))));
    }

    /**
     * (t, h, y, state, parameters, cotangents of y and state at the end) → cotangents of t and h if wanted, of y, state and the wanted
     * parameters.
     */
    public CountedProgram step(WantedCotangents wanted) {
        return known.get(List.of("step", wanted), () -> pullBack(programs.nextState(), wanted));
    }

    /** As {@link #step}, with the cotangents of the dense values too. */
    public CountedProgram denseStep(WantedCotangents wanted) {
        return known.get(List.of("denseStep", wanted), () -> pullBack(programs.nextStateAndDense(), wanted));
    }

    private CountedProgram pullBack(Program step, WantedCotangents wanted) {
        int firstParameter = 3 + formulas.states();
        return formulas.counted(step.vjp(i -> i < 2
                ? wanted.times()
                : i < firstParameter || wanted.parameters().get(i - firstParameter)));
    }

    /** {@link StepPrograms#step} and {@link #step} without what both compute. */
    public SplitStep splitStep(WantedCotangents wanted) {
        return splits.computeIfAbsent(List.of("step", wanted), key -> SplitStep.of(programs.step(), step(wanted)));
    }

    /** {@link StepPrograms#denseStep} and {@link #denseStep} without what both compute. */
    public SplitStep denseSplitStep(WantedCotangents wanted) {
        return splits.computeIfAbsent(
                List.of("denseStep", wanted), key -> SplitStep.of(programs.denseStep(), denseStep(wanted)));
    }
}
