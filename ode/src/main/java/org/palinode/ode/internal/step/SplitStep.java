package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.plan.SplitPullBack;
import org.palinode.autodiff.memory.TensorType;

/**
 * A step and its pull-back, which share what both compute: the step returns it, after its own outputs, and the pull-back takes it, after its
 * own inputs. So the pull-back evaluates the field no more.
 *
 * @param residuals the types of what is handed over
 */
public record SplitStep(CountedProgram step, CountedProgram pullBack, List<TensorType> residuals) {
    static SplitStep of(CountedProgram step, CountedProgram pullBack) {
        SplitPullBack split = SplitPullBack.of(step.program(), pullBack.program());
        return new SplitStep(
                new CountedProgram(split.forward(), step.evaluations(), step.pullBacks(), step.jacobians()),
                new CountedProgram(split.backward(), 0, pullBack.pullBacks(), pullBack.jacobians()),
                split.residuals());
    }
}
