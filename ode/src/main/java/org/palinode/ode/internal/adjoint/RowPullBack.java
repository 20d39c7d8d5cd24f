package org.palinode.ode.internal.adjoint;

import java.util.List;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.StepBindings;
import org.palinode.ode.internal.step.StepPart;

/** The compiled pull-back of one saved row: to y, to the dense values of its step, and to the fraction θ of the step at which it lies. */
final class RowPullBack {
    private final CompiledStep stepper;
    private final List<Buffer> denseBars;
    private final Buffer row;
    private final Buffer theta;
    private final Buffer thetaBar;
    private final Plan toY;
    private CountedPlan toDense;
    private CountedPlan toTheta;

    /** @param yBar what rows at an end of a step are added to */
    RowPullBack(CompiledStep stepper, Buffer yBar, List<Buffer> denseBars) {
        this.stepper = stepper;
        this.denseBars = denseBars;
        row = stepper.arena().allocate(yBar.type());
        theta = stepper.arena().allocate(TensorType.float64());
        thetaBar = stepper.arena().allocate(TensorType.float64());
        toY = stepper.memory().adding(row, yBar);
    }

    /** The cotangent of the row in place [n]. */
    Buffer row() {
        return row;
    }

    /** Puts a row of the cotangents [m, n] in place, which lies at θ. */
    void load(Buffer bars, int index, double at) {
        int bytes = row.bytes().capacity();
        row.bytes().put(0, bars.bytes(), index * bytes, bytes);
        theta.set(0, at);
    }

    /** Adds the row in place to the cotangent of y. */
    void addToY() {
        toY.run();
    }

    /** Adds what the row in place is for the dense values to their cotangents. */
    void addToDense() {
        if (toDense == null) {
            toDense = bindings()
                    .adding(StepPart.DENSE_BAR, denseBars)
                    .plan(stepper.programs().pullBacks().interpolate(), stepper.arena());
        }
        toDense.plan().run();
    }

    /** The cotangent of θ, by the dense values in the stepper. */
    double thetaBar() {
        if (toTheta == null) {
            toTheta = bindings()
                    .writing(StepPart.THETA_BAR, thetaBar)
                    .plan(stepper.programs().pullBacks().interpolateTheta(), stepper.arena());
        }
        toTheta.plan().run();
        return thetaBar.get(0);
    }

    private StepBindings bindings() {
        return stepper.memory().bindings().reading(StepPart.THETA, theta).reading(StepPart.ROW_BAR, row);
    }
}
