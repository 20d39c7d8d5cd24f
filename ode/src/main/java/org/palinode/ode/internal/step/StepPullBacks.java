package org.palinode.ode.internal.step;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The pull-backs of the programs of a step, derived from them: inputs of each, then the cotangents of its outputs. */
public final class StepPullBacks {
    private final StepFormulas formulas;
    private final ForwardPrograms forward;
    private final KnownPrograms known = new KnownPrograms();
    private final Map<Object, SplitStep> splits = new ConcurrentHashMap<>();

    StepPullBacks(StepFormulas formulas, ForwardPrograms forward) {
        this.formulas = formulas;
        this.forward = forward;
    }

    /** (θ, dense values, cotangent of y(θ)) → cotangents of the dense values. */
    public CountedProgram interpolate() {
        return known.get("interpolate", () -> interpolation(StepPart.DENSE));
    }

    /** (θ, dense values, cotangent of y(θ)) → cotangent of θ. */
    public CountedProgram interpolateTheta() {
        return known.get("interpolateTheta", () -> interpolation(StepPart.THETA));
    }

    private CountedProgram interpolation(StepPart wanted) {
        return formulas.counted(forward.interpolate().named().vjp((part, index) -> part == wanted));
    }

    /** (time, y, parameters, cotangents of the carry) → cotangents of the time if wanted, of y and of the wanted parameters. */
    public CountedProgram init(WantedCotangents wanted) {
        return known.get(
                List.of("init", wanted), () -> formulas.counted(formulas.init().vjp(wanted::has)));
    }

    /** (step, cotangents of y and carry at the end) → cotangents of time and size if wanted, of y, carry and the wanted parameters. */
    public CountedProgram step(WantedCotangents wanted) {
        return known.get(
                List.of("step", wanted), () -> formulas.counted(forward.ends().vjp(wanted::has)));
    }

    /** The program as {@link #step}, with the cotangents of the dense values too. */
    public CountedProgram denseStep(WantedCotangents wanted) {
        return known.get(
                List.of("denseStep", wanted),
                () -> formulas.counted(forward.endsAndDense().vjp(wanted::has)));
    }

    /** {@link StepPrograms#step} and {@link #step} without what both compute. */
    public SplitStep splitStep(WantedCotangents wanted) {
        return splits.computeIfAbsent(List.of("step", wanted), key -> SplitStep.of(forward.step(), step(wanted)));
    }

    /** {@link StepPrograms#denseStep} and {@link #denseStep} without what both compute. */
    public SplitStep denseSplitStep(WantedCotangents wanted) {
        return splits.computeIfAbsent(
                List.of("denseStep", wanted), key -> SplitStep.of(forward.denseStep(), denseStep(wanted)));
    }
}
