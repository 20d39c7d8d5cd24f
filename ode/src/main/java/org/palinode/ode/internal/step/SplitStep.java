package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.plan.SplitPullBack;
import org.palinode.autodiff.memory.TensorType;

/**
 * A step and its pull-back, which share what both compute: the step returns it as {@link StepPart#RESIDUALS}, and the pull-back takes it. So the
 * pull-back evaluates the field no more.
 *
 * @param residuals the types of what is handed over
 */
public record SplitStep(CountedProgram step, CountedProgram pullBack, List<TensorType> residuals) {
    static SplitStep of(CountedProgram step, CountedProgram pullBack) {
        SplitPullBack split = SplitPullBack.of(step.program(), pullBack.program());
        StepProgram forward = new StepProgram(
                split.forward(), step.inputs(), step.outputs().with(StepPart.RESIDUALS, split.residuals()));
        StepProgram backward = new StepProgram(
                split.backward(), pullBack.inputs().with(StepPart.RESIDUALS, split.residuals()), pullBack.outputs());
        return new SplitStep(
                new CountedProgram(forward, step.evaluations(), step.diffusions(), step.pullBacks(), step.jacobians()),
                new CountedProgram(backward, 0, 0, pullBack.pullBacks(), pullBack.jacobians()),
                split.residuals());
    }
}
